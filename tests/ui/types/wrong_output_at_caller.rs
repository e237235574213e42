//! The caller takes the output for something else.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn call() -> String {
    let text: String = work().await;
    text
}

fn main() {}
