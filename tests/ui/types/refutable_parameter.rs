//! The pattern of a parameter always matches.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(Some(number): Option<u32>) -> u32 {
    yield_now().await;
    number
}

fn main() {}
