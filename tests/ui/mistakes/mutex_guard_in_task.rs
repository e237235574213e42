//! A guard of a `Mutex` is held across an await of a task.

use resumable::{spawn, yield_now};
use std::sync::{Arc, Mutex};

#[resumable::coroutine]
async fn work(list: Arc<Mutex<Vec<u32>>>) {
    let mut guard = list.lock().unwrap();
    yield_now().await;
    guard.push(1);
}

fn start() {
    spawn(work(Arc::default()));
}

fn main() {}
