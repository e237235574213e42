//! A call that is `unsafe` stays it.

use resumable::yield_now;

unsafe fn dangerous() {}

#[resumable::coroutine]
async fn work() {
    yield_now().await;
    dangerous();
}

fn main() {}
