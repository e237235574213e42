//! An error of ours in the body is reported alone: callers of the function get no error of their own.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32) -> u32 {
    [0][{ yield_now().await; 0 }] += { yield_now().await; 1 };
    yield_now().await;
    number
}

#[resumable::coroutine]
async fn call() -> u32 {
    work(1).await + 1
}

fn main() {}
