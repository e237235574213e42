//! A pin to a coroutine gives out no `&mut`.

use resumable::{pin, yield_now};
use std::ops::DerefMut;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn reach() {
    let mut pinned = pin!(work());
    let future = pinned.deref_mut();
    drop(future);
}

fn main() {}
