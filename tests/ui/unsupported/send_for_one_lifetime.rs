//! A parameter is gone before the first wait, and its type is `Send` for the lifetime that it has there, but not for every one.

use resumable::yield_now;
use std::cell::Cell;

struct Forever<'a>(*const u8, Cell<&'a u8>);

unsafe impl Send for Forever<'static> {}

#[resumable::coroutine]
async fn work(early: Forever<'static>, first: &u8, second: &u8) -> u8 {
    drop((early.0, early.1));
    yield_now().await;
    first + second
}

fn needs_send<T: Send>(_: T) {}

fn main() {
    needs_send(work(Forever(std::ptr::null(), Cell::new(&1)), &1, &2));
}
