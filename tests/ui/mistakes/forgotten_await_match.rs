//! A future is matched where its output is meant.

use resumable::yield_now;

#[resumable::coroutine]
async fn find() -> Option<u32> {
    yield_now().await;
    Some(1)
}

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    match find() {
        Some(found) => found,
        None => 0,
    }
}

fn main() {}
