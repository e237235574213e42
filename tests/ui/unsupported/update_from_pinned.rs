//! The rest of a struct is moved out of what stays in its place.

use resumable::yield_now;

struct Pair {
    first: String,
    second: String,
}

#[resumable::coroutine]
async fn word() -> String {
    yield_now().await;
    String::from("word")
}

#[resumable::coroutine]
async fn work(pair: Pair) -> Pair {
    let kept = &pair;
    yield_now().await;
    drop(kept.first.len());
    Pair { first: word().await, ..pair }
}

fn main() {
    drop(work(Pair { first: String::new(), second: String::new() }));
}
