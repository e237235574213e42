//! A `for` that awaits wants an iterator.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32) {
    for _ in number {
        yield_now().await;
    }
}

fn main() {}
