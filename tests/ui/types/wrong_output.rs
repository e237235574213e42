//! The body does not have the declared output.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    "text"
}

fn main() {}
