//! A loop cannot move the same value twice.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: String) {
    loop {
        yield_now().await;
        drop(text);
    }
}

fn main() {}
