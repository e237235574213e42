//! What is returned borrows from the wrong parameter.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<'a>(first: &'a str, second: &str) -> &'a str {
    yield_now().await;
    if first.is_empty() { second } else { first }
}

fn main() {}
