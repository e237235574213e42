//! A macro that repeats its argument moves it twice.

use resumable::yield_now;

fn size(text: String) -> usize {
    text.len()
}

macro_rules! twice {
    ($value:expr) => {
        size($value) + size($value)
    };
}

#[resumable::coroutine]
async fn work(text: String) -> usize {
    yield_now().await;
    twice!(text)
}

fn main() {}
