//! Two unique borrows cannot both live across a wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let mut list = vec![1];
    let first = &mut list;
    let second = &mut list;
    yield_now().await;
    first.push(2);
    second.push(3);
}

fn main() {}
