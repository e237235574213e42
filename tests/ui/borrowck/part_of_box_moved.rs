//! A part of what a box owns was moved away.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: Box<(String, String)>) -> Box<(String, String)> {
    drop(pair.0);
    yield_now().await;
    pair
}

fn main() {}
