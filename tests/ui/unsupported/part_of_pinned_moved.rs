//! A pattern moves a part out of what stays in its place, and leaves the rest.

use resumable::yield_now;

struct Pair {
    first: String,
    second: String,
}

#[resumable::coroutine]
async fn work() -> String {
    let pair = Pair { first: String::from("first"), second: String::from("second") };
    let kept = &pair;
    yield_now().await;
    drop(kept.second.len());
    let Pair { first, .. } = pair;
    yield_now().await;
    first
}

fn main() {}
