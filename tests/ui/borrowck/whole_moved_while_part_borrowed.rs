//! The whole cannot be moved while a part of it is borrowed across the wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (String, String)) -> usize {
    let kept = &pair.0;
    yield_now().await;
    drop(pair);
    kept.len()
}

fn main() {}
