//! `Send` follows from what is held across a wait, also where no lifetime is the shortest.

use resumable::yield_now;
use std::cell::Cell;
use std::rc::Rc;

fn send<T: Send>(_: T) {}

#[resumable::coroutine]
async fn argument(text: &str, cell: &Cell<u8>) {
    yield_now().await;
    drop((text, cell));
}

#[resumable::coroutine]
async fn local<T>(text: &str, value: T) {
    let rc = Rc::new(text);
    yield_now().await;
    drop((rc, value));
}

#[resumable::coroutine]
async fn lent<T>(value: T) {
    let lent = &value;
    yield_now().await;
    drop(lent);
}

trait Service {
    fn call(&self, text: &str) -> impl Future<Output = usize> + Send;
}

struct Counter(Cell<usize>);

impl Service for Counter {
    #[resumable::coroutine]
    async fn call(&self, text: &str) -> usize {
        yield_now().await;
        self.0.get() + text.len()
    }
}

fn send_if_sync<T: Send>(value: T) {
    send(lent(value));
}

fn main() {
    send(argument("", &Cell::new(1)));
    send(local("", 1));
}
