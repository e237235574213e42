//! An argument that there is not.

use resumable::yield_now;

#[resumable::coroutine(send)]
async fn work() {
    yield_now().await;
}

fn main() {}
