//! A local whose type nothing tells.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let list = Vec::new();
    yield_now().await;
    drop(list);
}

fn main() {}
