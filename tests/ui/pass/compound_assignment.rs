//! A wait in the value of a compound assignment, whose place is the same whenever it is evaluated.

use resumable::{block_on, yield_now};

#[resumable::coroutine]
async fn number() -> usize {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work(mut list: Vec<usize>, total: &mut usize) -> Vec<usize> {
    let place = number().await;
    list[place] += number().await;
    list[0] += number().await;
    *total += number().await;
    list
}

fn main() {
    let mut total = 5;
    assert_eq!(block_on(work(vec![1, 2], &mut total)), [2, 3]);
    assert_eq!(total, 6);
}
