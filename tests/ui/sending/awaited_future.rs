//! A future that may not move to another thread makes its caller one.

use resumable::{spawn, yield_now};
use std::rc::Rc;

#[resumable::coroutine]
async fn inner() {
    let count = Rc::new(1);
    yield_now().await;
    drop(count);
}

#[resumable::coroutine]
async fn outer() {
    inner().await;
}

fn call() {
    spawn(outer());
}

fn main() {}
