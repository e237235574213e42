//! The content of a box that lives across a wait is moved out of it, and another wait follows.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let boxed = Box::new(String::from("content"));
    let mut all = Vec::new();
    yield_now().await;
    all.extend([*boxed]);
    yield_now().await;
    all.len()
}

fn main() {}
