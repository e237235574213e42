//! A `Result` is dropped unread.

#![deny(unused_must_use)]

use resumable::yield_now;

#[resumable::coroutine]
async fn save() -> Result<(), String> {
    yield_now().await;
    Ok(())
}

#[resumable::coroutine]
async fn work() {
    save().await;
}

fn main() {}
