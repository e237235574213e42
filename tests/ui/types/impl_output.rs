//! The output does not keep the promise of the signature.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> impl std::fmt::Display {
    yield_now().await;
    vec![1]
}

fn main() {}
