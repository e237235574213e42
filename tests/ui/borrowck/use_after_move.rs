//! A value that was moved away is not there after the wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: String) -> usize {
    drop(text);
    yield_now().await;
    text.len()
}

fn main() {}
