//! An element is moved out of an array that lives across a wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(words: [String; 2]) -> String {
    let kept = &words;
    yield_now().await;
    drop(kept.len());
    let [first, _] = words;
    yield_now().await;
    first
}

fn main() {}
