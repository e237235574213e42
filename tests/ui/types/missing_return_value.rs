//! `return` without a value, where there must be one.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    return;
}

fn main() {}
