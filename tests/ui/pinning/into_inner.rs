//! `Pin::into_inner` would give the coroutine back.

use resumable::{Pin, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn take_back() {
    let pinned = Box::pin(work());
    let future = *Pin::into_inner(pinned);
    drop(future);
}

fn main() {}
