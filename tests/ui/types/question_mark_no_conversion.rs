//! The error of `?` must convert to the declared one.

use resumable::yield_now;

struct Failure;

#[resumable::coroutine]
async fn work(text: &str) -> Result<u32, Failure> {
    yield_now().await;
    Ok(text.parse::<u32>()?)
}

fn main() {}
