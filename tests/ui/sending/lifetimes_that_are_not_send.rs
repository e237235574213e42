//! A type may be `Send` for some lifetimes alone. A coroutine that holds one is not, whatever its lifetimes are: rustc's `async fn` is not
//! either.

use resumable::yield_now;
use std::cell::Cell;

struct Forever<'a>(*const u8, Cell<&'a u8>);

unsafe impl Send for Forever<'static> {}

struct Same<'a, 'b>(*const u8, Cell<&'a u8>, Cell<&'b u8>);

unsafe impl<'a> Send for Same<'a, 'a> {}

struct Owned<T>(*const T);

unsafe impl<T: Send + 'static> Send for Owned<T> {}

#[resumable::coroutine]
async fn forever(first: &u8, _: &u8) {
    let held = Forever(first, Cell::new(first));
    yield_now().await;
    drop(held);
}

#[resumable::coroutine]
async fn argument(_: Forever<'_>, _: &u8) {
    yield_now().await;
}

#[resumable::coroutine]
async fn same<'a, 'b>(first: &'a u8, second: &'b u8) {
    let held = Same(first, Cell::new(first), Cell::new(second));
    yield_now().await;
    drop(held);
}

#[resumable::coroutine]
async fn owned<T>(first: &u8, value: T) {
    let held = Owned(&first);
    yield_now().await;
    drop((held, value));
}

fn send<T: Send>(_: T) {}

fn call(n: &u8) {
    send(forever(&1, n));
    send(forever(n, &1));
    send(argument(Forever(n, Cell::new(&1)), n));
    send(same(&1, n));
    send(owned(n, 1));
}

fn main() {}
