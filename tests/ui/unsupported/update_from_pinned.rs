//! The rest of a struct is moved out of what stays in its place, and a field that is gone is assigned.

use resumable::yield_now;

struct Pair {
    first: String,
    second: String,
}

#[resumable::coroutine]
async fn work(mut pair: Pair) -> (Pair, usize) {
    let kept = &pair;
    yield_now().await;
    drop(kept.first.len());
    let made = Pair { first: String::from("word"), ..pair };
    pair.second = String::from("second");
    yield_now().await;
    (made, pair.first.len() + pair.second.len())
}

fn main() {
    drop(work(Pair { first: String::new(), second: String::new() }));
}
