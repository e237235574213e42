//! A reference to a cell is not for another thread.

use resumable::{spawn, yield_now};
use std::cell::Cell;

#[resumable::coroutine]
async fn work() -> u32 {
    let cell = Cell::new(1);
    let kept = &cell;
    yield_now().await;
    kept.get()
}

fn call() {
    spawn(work());
}

fn main() {}
