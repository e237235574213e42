//! The result borrows from the wrong parameter.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<'a, 'b>(first: &'a str, second: &'b str) -> &'a str {
    yield_now().await;
    let _ = first;
    second
}

fn main() {}
