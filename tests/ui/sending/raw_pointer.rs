//! A raw pointer is not `Send`.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn work() -> bool {
    let number = 1;
    let pointer = &raw const number;
    yield_now().await;
    pointer.is_null()
}

fn call() {
    spawn(work());
}

fn main() {}
