//! `tokio::pin!` is three statements, so it cannot be the expression that the compiler takes it for.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let waiting = yield_now();
    tokio::pin!(waiting);
    waiting.await
}

fn main() {}
