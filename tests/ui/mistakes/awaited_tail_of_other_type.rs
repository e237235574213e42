//! What is awaited at the end is of another type.

use resumable::yield_now;

#[resumable::coroutine]
async fn read() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work() -> u64 {
    read().await
}

fn main() {}
