//! A function that moves futures around demands `Unpin`, which no coroutine is.

use resumable::{Future, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn movable<F: Future + Unpin>(future: F) -> F {
    future
}

fn hand_over() {
    movable(work());
}

fn main() {}
