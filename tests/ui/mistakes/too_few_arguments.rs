//! An awaited call lacks an argument.

use resumable::yield_now;

#[resumable::coroutine]
async fn add(a: u32, b: u32) -> u32 {
    yield_now().await;
    a + b
}

#[resumable::coroutine]
async fn work() -> u32 {
    let sum = add(1).await;
    sum + 1
}

fn main() {}
