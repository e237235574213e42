//! An argument too few, at the caller.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(first: u32, second: u32) -> u32 {
    yield_now().await;
    first + second
}

#[resumable::coroutine]
async fn call() -> u32 {
    work(1).await
}

fn main() {}
