//! A function awaits itself.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(depth: u32) -> u32 {
    yield_now().await;
    if depth == 0 { 0 } else { work(depth - 1).await + 1 }
}

fn main() {}
