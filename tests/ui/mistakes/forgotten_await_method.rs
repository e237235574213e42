//! A future has no methods of its output's.

use resumable::yield_now;

#[resumable::coroutine]
async fn name() -> String {
    yield_now().await;
    String::from("name")
}

#[resumable::coroutine]
async fn work() -> usize {
    yield_now().await;
    let name = name();
    name.len()
}

fn main() {}
