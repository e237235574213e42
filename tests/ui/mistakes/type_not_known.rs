//! The type of a local cannot be inferred.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: &str) {
    let number = text.parse().unwrap();
    yield_now().await;
    drop(number);
}

fn main() {}
