//! A parameter without `mut` is not assigned to.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32) -> u32 {
    yield_now().await;
    number = 2;
    number
}

fn main() {}
