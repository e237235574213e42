//! The last expression is of another type.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(name: &str) -> String {
    yield_now().await;
    name
}

fn main() {}
