//! A future that borrows a local keeps it until it is awaited.

use resumable::yield_now;

#[resumable::coroutine]
async fn fill(list: &mut Vec<u32>) {
    yield_now().await;
    list.push(1);
}

#[resumable::coroutine]
async fn work() {
    let mut list = Vec::new();
    let filling = fill(&mut list);
    yield_now().await;
    list.push(2);
    filling.await;
}

fn main() {}
