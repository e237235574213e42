//! A future is dropped without having been awaited.

#![deny(unused_must_use)]

use resumable::yield_now;

#[resumable::coroutine]
async fn save() {
    yield_now().await;
}

#[resumable::coroutine]
async fn work() {
    save();
    yield_now().await;
}

fn main() {}
