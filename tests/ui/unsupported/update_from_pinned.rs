//! The rest of a struct is moved out of what stays in its place, and a field that is left is used.

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
async fn work(pair: Pair) -> (Pair, usize) {
    let kept = &pair;
    yield_now().await;
    drop(kept.first.len());
    let made = Pair { first: word().await, ..pair };
    yield_now().await;
    (made, pair.first.len())
}

fn main() {
    drop(work(Pair { first: String::new(), second: String::new() }));
}
