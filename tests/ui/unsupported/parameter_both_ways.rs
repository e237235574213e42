//! A parameter that is taken apart by reference and by value.

use resumable::yield_now;

#[resumable::coroutine]
async fn work((ref a, b): (String, String)) -> usize {
    yield_now().await;
    a.len() + b.len()
}

fn main() {}
