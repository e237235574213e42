//! A name that does not exist.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    missing
}

fn main() {}
