//! One coroutine cannot be polled from two places.

use resumable::{Context, Future, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn poll_twice(cx: &mut Context<'_>) {
    let mut pinned = Box::pin(work());
    let first = pinned.as_mut();
    let second = pinned.as_mut();
    let _ = first.poll(cx);
    let _ = second.poll(cx);
}

fn main() {}
