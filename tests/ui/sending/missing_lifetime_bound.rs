//! A generic task must say that it borrows nothing.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn work<T: Send>(value: T) {
    yield_now().await;
    drop(value);
}

fn call<T: Send>(value: T) {
    spawn(work(value));
}

fn main() {}
