//! A `let` lacks an `else`.

use resumable::yield_now;

#[resumable::coroutine]
async fn read() -> Option<u32> {
    yield_now().await;
    Some(1)
}

#[resumable::coroutine]
async fn work() -> u32 {
    let Some(number) = read().await;
    number
}

fn main() {}
