//! A field that does not exist, on a local that lives across the wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (u32, u32)) -> u32 {
    let kept = &pair;
    yield_now().await;
    kept.0 + pair.2
}

fn main() {}
