//! A macro whose expansion awaits.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work() -> (u32, u32) {
    futures::join!(number(), number())
}

fn main() {}
