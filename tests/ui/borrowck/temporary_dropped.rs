//! A temporary does not live past its statement.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let kept = String::from("temporary").as_str();
    yield_now().await;
    kept.len()
}

fn main() {}
