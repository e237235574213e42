//! A closure is no coroutine.

use resumable::yield_now;

#[resumable::coroutine]
async fn double(number: u32) -> u32 {
    yield_now().await;
    2 * number
}

#[resumable::coroutine]
async fn work(list: Vec<u32>) -> Vec<u32> {
    yield_now().await;
    list.into_iter().map(|number| double(number).await).collect()
}

fn main() {}
