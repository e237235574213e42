//! A parameter that was taken by value belongs to the coroutine.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<'a>(text: String) -> &'a str {
    yield_now().await;
    text.as_str()
}

fn main() {}
