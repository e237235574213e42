//! The message of an assertion is evaluated only when it fails.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work(holds: bool) {
    assert!(holds, "{}", number().await);
}

fn main() {}
