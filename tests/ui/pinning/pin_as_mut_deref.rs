//! Assigning through `*` would need `DerefMut`.

use resumable::{Future, Pin, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn reach<F: Future>(mut pinned: Pin<&mut F>, other: F) {
    *pinned.as_mut() = other;
}

fn call() {
    let mut boxed = Box::pin(work());
    let future: &mut _ = &mut *boxed;
    drop(future);
}

fn main() {}
