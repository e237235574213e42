//! A task borrows from the function that spawns it.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn measure(text: &str) -> usize {
    yield_now().await;
    text.len()
}

#[resumable::coroutine]
async fn work() -> usize {
    let text = String::from("text");
    let task = spawn(measure(&text));
    task.await.unwrap()
}

fn main() {}
