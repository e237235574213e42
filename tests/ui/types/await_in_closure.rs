//! A closure inside a coroutine cannot await.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let wait = || {
        yield_now().await;
        1
    };
    yield_now().await;
    wait()
}

fn main() {}
