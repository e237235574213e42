//! A function inside a coroutine is no coroutine.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    fn inner() {
        yield_now().await
    }
    yield_now().await;
    inner()
}

fn main() {}
