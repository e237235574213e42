//! A method that does not exist, on a local that lives across the wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let number = 1u32;
    let kept = &number;
    yield_now().await;
    kept.missing();
}

fn main() {}
