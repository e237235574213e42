//! `?` in a coroutine without an output.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: &str) {
    yield_now().await;
    text.parse::<u32>()?;
}

fn main() {}
