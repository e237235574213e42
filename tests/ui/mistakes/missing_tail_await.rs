//! An awaited tail has a semicolon.

use resumable::yield_now;

#[resumable::coroutine]
async fn read() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work() -> u32 {
    read().await;
}

fn main() {}
