//! `break` outside of a loop.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    yield_now().await;
    break;
}

fn main() {}
