//! The rest of what stays in its place moves into another value.

use resumable::yield_now;

struct Pair {
    first: String,
    second: String,
}

#[resumable::coroutine]
async fn work() -> Pair {
    let pair = Pair { first: String::from("first"), second: String::from("second") };
    let kept = &pair;
    yield_now().await;
    drop(kept.second.len());
    let pair = Pair { first: String::new(), ..pair };
    yield_now().await;
    pair
}

fn main() {}
