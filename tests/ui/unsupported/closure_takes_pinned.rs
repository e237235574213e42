//! A closure that takes by value, without `move`, what stays in its place.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> String {
    let text = String::from("text");
    let kept = &text;
    yield_now().await;
    drop(kept.len());
    let give = || text;
    give()
}

fn main() {}
