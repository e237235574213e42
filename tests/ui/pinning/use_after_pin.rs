//! `pin!` takes the coroutine: the variable is gone.

use resumable::{pin, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn keep_both() {
    let future = work();
    let pinned = pin!(future);
    drop(future);
    drop(pinned);
}

fn main() {}
