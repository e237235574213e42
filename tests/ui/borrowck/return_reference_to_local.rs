//! A reference to a local does not leave the coroutine.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<'a>() -> &'a str {
    let text = String::from("local");
    yield_now().await;
    &text
}

fn main() {}
