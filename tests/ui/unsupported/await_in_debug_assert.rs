//! A debug assertion is evaluated only sometimes.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work() {
    debug_assert_eq!(number().await, 1);
}

fn main() {}
