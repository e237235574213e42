//! A local is lent to be changed that is not `mut`.

use resumable::yield_now;

#[resumable::coroutine]
async fn fill(list: &mut Vec<u32>) {
    yield_now().await;
    list.push(1);
}

#[resumable::coroutine]
async fn work() -> usize {
    let list = Vec::new();
    fill(&mut list).await;
    list.push(2);
    list.len()
}

fn main() {}
