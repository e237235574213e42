//! A coroutine that nobody pinned cannot be polled.

use resumable::{Context, Future, Poll, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn poll_once(cx: &mut Context<'_>) -> Poll<u32> {
    let mut future = work();
    future.poll(cx)
}

fn main() {}
