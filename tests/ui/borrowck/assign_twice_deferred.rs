//! A local declared without a value is assigned once.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let number;
    number = 1;
    yield_now().await;
    number = 2;
    number
}

fn main() {}
