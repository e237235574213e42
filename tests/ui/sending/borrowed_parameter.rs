//! A borrowed parameter does not live long enough for a task.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn work(text: &str) -> usize {
    yield_now().await;
    text.len()
}

fn call(text: &str) {
    spawn(work(text));
}

fn main() {}
