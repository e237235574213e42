//! A list is borrowed while a future borrows it.

use resumable::yield_now;

#[resumable::coroutine]
async fn push(list: &mut Vec<u32>, number: u32) {
    yield_now().await;
    list.push(number);
}

#[resumable::coroutine]
async fn work() {
    let mut list = Vec::new();
    let first = push(&mut list, 1);
    let second = push(&mut list, 2);
    first.await;
    second.await;
}

fn main() {}
