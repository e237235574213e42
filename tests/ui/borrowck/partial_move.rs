//! A part that was moved away is gone after the wait, and so is the whole.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (String, String)) -> (String, String) {
    drop(pair.0);
    yield_now().await;
    pair
}

fn main() {}
