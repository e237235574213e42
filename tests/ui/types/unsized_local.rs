//! A local has a size.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: &str) {
    let part = text[1..];
    yield_now().await;
    drop(part);
}

fn main() {}
