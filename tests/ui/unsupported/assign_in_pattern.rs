//! A local that may hold nothing is assigned by a pattern.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let (text, number);
    (text, number) = (String::from("text"), 1);
    let kept = &text;
    yield_now().await;
    kept.len() + number
}

fn main() {}
