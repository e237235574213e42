//! A coroutine that awaits itself does so through a box.

use resumable::{Future, Pin, block_on, yield_now};

#[resumable::coroutine]
async fn work(depth: u32) -> u32 {
    yield_now().await;
    if depth == 0 {
        return 0;
    }
    let below: Pin<Box<dyn Future<Output = u32>>> = Box::pin(work(depth - 1));
    below.await + 1
}

fn main() {
    assert_eq!(block_on(work(3)), 3);
}
