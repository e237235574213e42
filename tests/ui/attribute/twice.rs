//! The attribute on what it has already compiled.

use resumable::yield_now;

#[resumable::coroutine]
#[resumable::coroutine]
async fn work() {
    yield_now().await;
}

fn main() {}
