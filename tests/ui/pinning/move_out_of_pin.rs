//! What is pinned cannot be moved out.

use resumable::{pin, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn take_back() {
    let pinned = pin!(work());
    let future = *pinned;
    drop(future);
}

fn main() {}
