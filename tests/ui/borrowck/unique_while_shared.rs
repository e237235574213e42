//! What is borrowed across a wait cannot be changed meanwhile.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> i32 {
    let mut list = vec![1];
    let first = &list[0];
    yield_now().await;
    list.push(2);
    *first
}

fn main() {}
