//! A pin of a box does not give out the `&mut` that replacing would need.

use resumable::yield_now;
use std::mem;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn replace() {
    let mut pinned = Box::pin(work());
    let first = mem::replace(&mut *pinned, work());
    drop(first);
}

fn main() {}
