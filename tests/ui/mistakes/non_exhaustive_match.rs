//! A match lacks a variant.

use resumable::yield_now;

#[resumable::coroutine]
async fn read() -> Option<u32> {
    yield_now().await;
    Some(1)
}

#[resumable::coroutine]
async fn work() -> u32 {
    match read().await {
        Some(number) => number,
    }
}

fn main() {}
