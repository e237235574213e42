//! A generic task must say that what it holds is `Send`.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn work<T>(value: T) {
    yield_now().await;
    drop(value);
}

fn call<T: 'static>(value: T) {
    spawn(work(value));
}

fn main() {}
