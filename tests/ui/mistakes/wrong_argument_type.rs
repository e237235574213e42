//! An awaited call is given an argument of another type.

use resumable::yield_now;

#[resumable::coroutine]
async fn greet(name: &str) -> usize {
    yield_now().await;
    name.len()
}

#[resumable::coroutine]
async fn work(name: String) -> usize {
    yield_now().await;
    greet(name).await
}

fn main() {}
