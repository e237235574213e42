//! A temporary of the scrutinee lives to the end of the `match`.

use resumable::{spawn, yield_now};
use std::sync::{Arc, Mutex};

#[resumable::coroutine]
async fn work(list: Arc<Mutex<Vec<u32>>>) {
    match list.lock().unwrap().first() {
        Some(_) => yield_now().await,
        None => {}
    }
}

fn call() {
    spawn(work(Arc::new(Mutex::new(Vec::new()))));
}

fn main() {}
