//! A local that may hold nothing is assigned by a pattern, in an argument of a macro.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let (text, number);
    assert!({
        (text, number) = (String::from("text"), 1);
        true
    });
    let kept = &text;
    yield_now().await;
    kept.len() + number
}

fn main() {}
