//! An argument of the wrong type, at the caller.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32) -> u32 {
    yield_now().await;
    number
}

#[resumable::coroutine]
async fn call() -> u32 {
    work("text").await
}

fn main() {}
