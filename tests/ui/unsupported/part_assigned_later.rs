//! A part is moved out of what stays in its place, and assigned again.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> String {
    let mut pair = (String::from("first"), String::from("second"));
    let kept = &pair;
    yield_now().await;
    drop(kept.0.len());
    drop(pair.1);
    yield_now().await;
    pair.1 = String::from("third");
    yield_now().await;
    pair.1
}

fn main() {}
