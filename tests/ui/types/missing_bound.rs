//! A generic parameter can do what its bounds say.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<T>(value: T) -> T {
    yield_now().await;
    value.clone()
}

fn main() {}
