//! A coroutine that is never awaited does nothing: rustc warns.

#![deny(unused_must_use)]

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    yield_now().await;
}

#[resumable::coroutine]
async fn call() {
    work();
}

fn main() {}
