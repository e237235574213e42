//! A box of a `Send` future does not take one that is not.

use resumable::{Future, Pin, yield_now};
use std::rc::Rc;

#[resumable::coroutine]
async fn work() -> u32 {
    let count = Rc::new(1);
    yield_now().await;
    *count
}

fn call() -> Pin<Box<dyn Future<Output = u32> + Send>> {
    Box::pin(work())
}

fn main() {}
