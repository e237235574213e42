//! What stays in its place is moved in an argument of a macro.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> Vec<String> {
    let text = String::from("text");
    let kept = &text;
    yield_now().await;
    drop(kept.len());
    vec![text]
}

fn main() {}
