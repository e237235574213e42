//! What is held across a wait goes to another thread with the coroutine.

use resumable::{spawn, yield_now};
use std::rc::Rc;

#[resumable::coroutine]
async fn work() -> u32 {
    let count = Rc::new(1);
    yield_now().await;
    *count
}

fn call() {
    spawn(work());
}

fn main() {}
