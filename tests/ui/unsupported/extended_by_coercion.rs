//! Temporaries that live as long as the `let`, of several types that the declared type makes one.

use resumable::yield_now;
use std::fmt::Debug;

#[resumable::coroutine]
async fn work(n: u8) -> usize {
    let all: &[&dyn Debug] = &[&n.to_string(), &Some(n.wrapping_add(1))];
    yield_now().await;
    all.len()
}

fn main() {}
