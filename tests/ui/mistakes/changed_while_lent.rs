//! A list grows while one of its elements is lent across an await.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let mut list = vec![1, 2];
    let first = &list[0];
    yield_now().await;
    list.push(3);
    *first
}

fn main() {}
