//! A guard of a `RefCell` is held across an await of a task.

use resumable::{spawn, yield_now};
use std::cell::RefCell;

#[resumable::coroutine]
async fn work(count: RefCell<u32>) {
    let mut guard = count.borrow_mut();
    yield_now().await;
    *guard += 1;
}

fn start() {
    spawn(work(RefCell::new(1)));
}

fn main() {}
