//! A borrowed array that lives as long as the `let`, with elements of several types that the declared type makes one.

use resumable::yield_now;
use std::fmt::Debug;

#[resumable::coroutine]
async fn work(a: u8, b: u16) -> usize {
    let all: &[&dyn Debug] = &[&a, &b];
    yield_now().await;
    all.len()
}

fn main() {}
