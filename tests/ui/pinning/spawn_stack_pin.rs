//! A pin to the stack does not outlive the stack.

use resumable::{pin, spawn, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn leave_behind() {
    let pinned = pin!(work());
    spawn(pinned);
}

fn main() {}
