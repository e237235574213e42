//! A future is given where its output is wanted.

use resumable::yield_now;

#[resumable::coroutine]
async fn length() -> usize {
    yield_now().await;
    4
}

#[resumable::coroutine]
async fn work() -> Vec<u8> {
    let mut list = Vec::new();
    list.resize(length(), 0);
    yield_now().await;
    list
}

fn main() {}
