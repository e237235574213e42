//! A borrowed parameter is not `'static`.

use resumable::yield_now;

fn keep(_: &'static str) {}

#[resumable::coroutine]
async fn work(text: &str) -> usize {
    keep(text);
    yield_now().await;
    text.len()
}

fn main() {}
