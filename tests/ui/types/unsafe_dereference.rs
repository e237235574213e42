//! A raw pointer that lives across the wait is dereferenced in an `unsafe` block or not at all.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pointer: *const u32) -> u32 {
    let kept = &pointer;
    yield_now().await;
    drop(kept.is_null());
    *pointer
}

fn main() {}
