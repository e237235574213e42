//! `?` wants an output that can fail.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: &str) -> u32 {
    yield_now().await;
    text.parse::<u32>()?
}

fn main() {}
