//! A variable captured in a format string was moved away.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: String) -> String {
    drop(text);
    yield_now().await;
    format!("{text}")
}

fn main() {}
