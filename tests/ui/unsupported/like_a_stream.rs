//! A macro that has the name of one that makes a stream, and yields nothing, takes nothing along.

use resumable::yield_now;

macro_rules! stream {
    ($($text:tt)*) => { $($text)*.len() };
}

#[resumable::coroutine]
async fn work(text: String) -> usize {
    let kept = &text;
    yield_now().await;
    kept.len() + stream! { text }
}

fn main() {}
