//! A condition is a `bool`.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32) {
    if number {
        yield_now().await;
    }
}

fn main() {}
