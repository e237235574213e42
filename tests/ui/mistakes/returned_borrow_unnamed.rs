//! It is not said whose borrow is returned.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(first: &str, second: &str) -> &str {
    yield_now().await;
    if first.is_empty() { second } else { first }
}

fn main() {}
