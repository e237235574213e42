//! What is given away in a loop is gone the second time.

use resumable::yield_now;

#[resumable::coroutine]
async fn send(text: String) {
    yield_now().await;
    drop(text);
}

#[resumable::coroutine]
async fn work(text: String) {
    for _ in 0..3 {
        send(text).await;
    }
}

fn main() {}
