//! A local without `mut` has no unique borrow.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let list = Vec::new();
    let kept = &mut list;
    yield_now().await;
    kept.push(1);
}

fn main() {}
