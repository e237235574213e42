//! A future stored in a local does not keep the temporaries of its statement.

use resumable::yield_now;

#[resumable::coroutine]
async fn read(text: &str) -> usize {
    yield_now().await;
    text.len()
}

#[resumable::coroutine]
async fn work() -> usize {
    let reading = read(&String::from("temporary"));
    yield_now().await;
    reading.await
}

fn main() {}
