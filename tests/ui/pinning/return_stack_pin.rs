//! A pin to the stack cannot be returned.

use resumable::{Future, Pin, pin, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn leave_behind<'a>() -> Pin<&'a mut dyn Future<Output = u32>> {
    let pinned = pin!(work());
    pinned
}

fn main() {}
