//! A boxed coroutine is `Send`, so what it holds must be; `boxed_local` asks for nothing.

use resumable::yield_now;
use std::rc::Rc;

#[resumable::coroutine(boxed)]
async fn work() -> u32 {
    let held = Rc::new(1);
    yield_now().await;
    *held
}

#[resumable::coroutine(boxed_local)]
async fn local() -> u32 {
    let held = Rc::new(1);
    yield_now().await;
    *held
}

fn main() {}
