//! What a frame lends to itself does not live for ever: a type that is `Send` for `'static` alone is not `Send` there.

use resumable::yield_now;
use std::cell::Cell;

struct Forever<'a>(*const u8, Cell<&'a u8>);

unsafe impl Send for Forever<'static> {}

fn lent(n: &u8) -> Forever<'_> {
    Forever(n, Cell::new(n))
}

#[resumable::coroutine]
async fn no_lifetime() {
    let n = 1;
    let held = lent(&n);
    yield_now().await;
    drop(held);
}

#[resumable::coroutine]
async fn one_lifetime(_text: &str) {
    let n = 1;
    let held = lent(&n);
    yield_now().await;
    drop(held);
}

#[resumable::coroutine]
async fn of_a_block() {
    let block = async move {
        let n = 1;
        let held = lent(&n);
        yield_now().await;
        drop(held);
    };
    block.await;
}

#[resumable::coroutine]
async fn awaited() {
    no_lifetime().await;
}

#[resumable::coroutine(boxed)]
async fn boxed() {
    let n = 1;
    let held = lent(&n);
    yield_now().await;
    drop(held);
}

fn send<T: Send>(_: T) {}

fn call(text: &str) {
    send(no_lifetime());
    send(one_lifetime(text));
    send(of_a_block());
    send(awaited());
}

fn main() {}
