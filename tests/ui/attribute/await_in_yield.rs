//! Expressions that rustc does not have yet, with an await in them.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    yield yield_now().await;
}

fn main() {}
