//! The guard of a `Mutex` belongs to the thread that locked it.

use resumable::{spawn, yield_now};
use std::sync::{Arc, Mutex};

#[resumable::coroutine]
async fn work(list: Arc<Mutex<Vec<u32>>>) {
    let mut held = list.lock().unwrap();
    yield_now().await;
    held.push(1);
}

fn call() {
    spawn(work(Arc::new(Mutex::new(Vec::new()))));
}

fn main() {}
