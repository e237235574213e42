//! The guard of `matches!` is evaluated only sometimes.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work(given: Option<u32>) -> bool {
    matches!(given, Some(known) if known == number().await)
}

fn main() {}
