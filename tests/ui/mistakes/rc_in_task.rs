//! An `Rc` is held across an await of a task.

use resumable::{spawn, yield_now};
use std::rc::Rc;

#[resumable::coroutine]
async fn work() -> u32 {
    let shared = Rc::new(1);
    yield_now().await;
    *shared
}

#[resumable::coroutine]
async fn start() {
    spawn(work()).await.unwrap();
}

fn main() {}
