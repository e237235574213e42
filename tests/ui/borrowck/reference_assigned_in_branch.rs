//! A reference assigned in a branch that suspends keeps what it refers to.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(first: String, mut second: String, pick: bool) -> usize {
    let mut kept = &first;
    if pick {
        yield_now().await;
        kept = &second;
    }
    yield_now().await;
    second.clear();
    kept.len()
}

fn main() {}
