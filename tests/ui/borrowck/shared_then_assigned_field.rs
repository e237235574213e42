//! A field that is borrowed across a wait cannot be assigned.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(mut pair: (u32, u32)) -> u32 {
    let kept = &pair.0;
    yield_now().await;
    pair.0 = 2;
    *kept
}

fn main() {}
