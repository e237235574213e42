//! A part of what stays in its place is moved out.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> String {
    let pair = (String::from("first"), String::from("second"));
    let kept = &pair;
    yield_now().await;
    drop(kept.0.len());
    pair.1
}

fn main() {}
