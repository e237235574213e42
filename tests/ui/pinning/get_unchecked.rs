//! The door around `Pin` is `unsafe`.

use resumable::{Pin, yield_now};
use std::mem;

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn swap() {
    let mut first = Box::pin(work());
    let mut second = Box::pin(work());
    mem::swap(Pin::get_unchecked_mut(first.as_mut()), Pin::get_unchecked_mut(second.as_mut()));
}

fn main() {}
