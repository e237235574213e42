//! What is put into somebody's container must live as long as that says: no lifetime is shortened or made longer on the way through a
//! frame.

use resumable::yield_now;
use std::cell::Cell;

#[resumable::coroutine]
async fn vec<'a, 'b>(list: &mut Vec<&'a str>, text: &'b str) {
    let lent = &mut *list;
    yield_now().await;
    lent.push(text);
    yield_now().await;
}

#[resumable::coroutine]
async fn cell<'a, 'b>(cell: &Cell<&'a str>, text: &'b str) {
    yield_now().await;
    cell.set(text);
}

#[resumable::coroutine]
async fn own_cell<'a, 'b>(first: &'a str, second: &'b str) -> Cell<&'a str> {
    let cell = Cell::new(first);
    yield_now().await;
    cell.set(second);
    cell
}

#[resumable::coroutine]
async fn swap<'a, 'b>(first: &mut &'a str, second: &mut &'b str) {
    yield_now().await;
    std::mem::swap(first, second);
}

#[resumable::coroutine]
async fn objects(list: &mut Vec<Box<dyn Fn() -> u8>>, n: &u8) {
    let get = move || *n;
    yield_now().await;
    list.push(Box::new(get));
}

#[resumable::coroutine]
async fn forever<T>(text: &str, value: T) {
    let kept: &'static str;
    yield_now().await;
    kept = text;
    yield_now().await;
    drop((kept, value));
}

struct Line<'t>(&'t str);

impl<'t> Line<'t> {
    #[resumable::coroutine]
    async fn replace(&mut self, text: &str) {
        yield_now().await;
        self.0 = text;
    }
}

fn main() {}
