//! A coroutine that awaits itself would contain itself.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(depth: u32) {
    if depth > 0 {
        work(depth - 1).await;
    }
    yield_now().await;
}

fn main() {}
