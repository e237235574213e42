//! A closure that takes by value, without `move`, what stays in its place, and borrows something else.

use resumable::yield_now;

fn make() -> String {
    String::from("text")
}

#[resumable::coroutine]
async fn work() -> String {
    let text = make();
    let kept = &text;
    yield_now().await;
    drop(kept.len());
    let other = make();
    let give = || (text, other.len()).0;
    give()
}

fn main() {}
