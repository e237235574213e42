//! What a block captures goes to another thread with it.

use resumable::{spawn, yield_now};
use std::rc::Rc;

#[resumable::coroutine]
async fn work() {
    let count = Rc::new(1);
    spawn(async move {
        yield_now().await;
        drop(count);
    });
    yield_now().await;
}

fn main() {}
