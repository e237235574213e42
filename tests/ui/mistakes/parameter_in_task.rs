//! A task borrows what was only lent to the function that spawns it.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn measure(text: &str) -> usize {
    yield_now().await;
    text.len()
}

#[resumable::coroutine]
async fn work(text: &str) -> usize {
    spawn(measure(text)).await.unwrap()
}

fn main() {}
