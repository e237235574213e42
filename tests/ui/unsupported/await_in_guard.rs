//! A match guard that awaits.

use resumable::yield_now;

#[resumable::coroutine]
async fn check(number: u32) -> bool {
    yield_now().await;
    number > 0
}

#[resumable::coroutine]
async fn work(number: u32) -> u32 {
    match number {
        1 if check(number).await => 1,
        _ => 2,
    }
}

fn main() {}
