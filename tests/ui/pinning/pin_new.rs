//! `Pin::new` is for values that may move.

use resumable::{Context, Future, Pin, Poll, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn poll_once(cx: &mut Context<'_>) -> Poll<u32> {
    let mut future = work();
    Pin::new(&mut future).poll(cx)
}

fn main() {}
