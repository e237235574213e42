//! A local cannot be assigned to while it is borrowed across a wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let mut number = 1;
    let kept = &number;
    yield_now().await;
    number = 2;
    *kept
}

fn main() {}
