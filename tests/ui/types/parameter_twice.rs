//! Two parameters have two names.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32, number: u32) -> u32 {
    yield_now().await;
    number
}

fn main() {}
