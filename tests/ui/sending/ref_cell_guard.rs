//! The guard of a `RefCell` cannot be held across a wait that may end on another thread.

use resumable::{spawn, yield_now};
use std::cell::RefCell;
use std::sync::Arc;

#[resumable::coroutine]
async fn work(list: Arc<RefCell<Vec<u32>>>) {
    let mut held = list.borrow_mut();
    yield_now().await;
    held.push(1);
}

fn call() {
    spawn(work(Arc::new(RefCell::new(Vec::new()))));
}

fn main() {}
