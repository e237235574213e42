//! What a task returns comes back to another thread.

use resumable::{spawn, yield_now};
use std::rc::Rc;

#[resumable::coroutine]
async fn work() -> Rc<u32> {
    yield_now().await;
    Rc::new(1)
}

fn call() {
    spawn(work());
}

fn main() {}
