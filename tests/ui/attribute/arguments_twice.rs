//! The same argument twice, arguments that exclude each other, and one with a value.

use resumable::yield_now;

#[resumable::coroutine(boxed, boxed)]
async fn twice() {
    yield_now().await;
}

#[resumable::coroutine(boxed, boxed_local)]
async fn both() {
    yield_now().await;
}

#[resumable::coroutine(boxed = true)]
async fn value() {
    yield_now().await;
}

struct Work;

#[resumable::coroutine(boxed)]
impl Work {
    #[coroutine(boxd)]
    async fn inner(&self) {
        yield_now().await;
    }

    #[resumable::coroutine = "boxed"]
    async fn value(&self) {
        yield_now().await;
    }
}

fn main() {}
