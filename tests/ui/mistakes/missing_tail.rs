//! The last expression has a semicolon.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    yield_now().await;
    number + 1;
}

fn main() {}
