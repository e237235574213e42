//! A parameter is held from the call on.

use resumable::spawn;
use std::rc::Rc;

#[resumable::coroutine]
async fn work(count: Rc<u32>) -> u32 {
    *count
}

fn call() {
    spawn(work(Rc::new(1)));
}

fn main() {}
