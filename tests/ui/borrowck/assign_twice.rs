//! A local without `mut` is assigned once, wait or no wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    yield_now().await;
    number = 2;
    number
}

fn main() {}
