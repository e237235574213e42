//! What can never be made is no reason to be `Send`: what else is held counts, as for rustc's `async fn`.

use resumable::yield_now;
use std::convert::Infallible;
use std::rc::Rc;

struct Guard(#[allow(dead_code)] Infallible);

impl Drop for Guard {
    fn drop(&mut self) {}
}

#[resumable::coroutine]
async fn never_given_a_value(shared: Rc<u8>, _: &str, _: &str, impossible: Option<Infallible>) {
    let _guard;
    if let Some(value) = impossible {
        _guard = Guard(value);
    }
    yield_now().await;
    drop(shared);
}

#[resumable::coroutine]
async fn bound(shared: Rc<u8>, _: &str, _: &str, impossible: Option<Infallible>) {
    if let Some(value) = impossible {
        yield_now().await;
        match value {}
    }
    yield_now().await;
    drop(shared);
}

fn needs_send<T: Send>(_: T) {}

fn main() {
    needs_send(never_given_a_value(Rc::new(1), "", "", None));
    needs_send(bound(Rc::new(1), "", "", None));
}
