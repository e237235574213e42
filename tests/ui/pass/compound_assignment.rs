//! A wait in the place of a compound assignment.

use resumable::{block_on, yield_now};

#[resumable::coroutine]
async fn number() -> usize {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work(mut list: Vec<usize>) -> Vec<usize> {
    list[number().await] += 1;
    list
}

fn main() {
    assert_eq!(block_on(work(vec![1, 2])), [1, 3]);
}
