//! What may go to another thread: everything `Send` that is held, and what is gone before the wait does not count.

use resumable::{block_on, yield_now};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

#[resumable::coroutine]
async fn work(list: Arc<Mutex<Vec<u32>>>) -> usize {
    let local = Rc::new(1);
    drop(local);
    {
        let mut held = list.lock().unwrap();
        held.push(1);
    }
    yield_now().await;
    list.lock().unwrap().len()
}

fn send<T: Send + 'static>(value: T) -> T {
    value
}

fn main() {
    assert_eq!(block_on(send(work(Arc::default()))), 1);
}
