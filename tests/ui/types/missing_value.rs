//! A body that ends with a semicolon has no value.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    1;
}

fn main() {}
