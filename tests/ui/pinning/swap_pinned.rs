//! Two pinned coroutines cannot change places.

use resumable::{pin, yield_now};
use std::mem;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn swap() {
    let first = pin!(work());
    let second = pin!(work());
    mem::swap(first.get_mut(), second.get_mut());
}

fn main() {}
