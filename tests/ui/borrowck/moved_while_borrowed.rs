//! A local cannot be moved away while a reference to it lives across the wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let text = String::from("text");
    let kept = &text;
    yield_now().await;
    let moved = text;
    kept.len() + moved.len()
}

fn main() {}
