//! A local cannot be moved away while a future borrows it.

use resumable::yield_now;

#[resumable::coroutine]
async fn read(list: &[u32]) -> u32 {
    yield_now().await;
    list[0]
}

#[resumable::coroutine]
async fn work() -> u32 {
    let list = vec![1];
    let reading = read(&list);
    drop(list);
    reading.await
}

fn main() {}
