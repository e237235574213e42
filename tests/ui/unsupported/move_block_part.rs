//! A `move` block hands a part of what is in scope at a wait to a macro that may do anything with it.

use resumable::yield_now;

macro_rules! len {
    ($text:expr) => {
        $text.len()
    };
}

#[resumable::coroutine]
async fn work() -> usize {
    let pair = (String::from("first"), String::from("second"));
    let block = async move { len!(pair.1) };
    yield_now().await;
    block.await
}

fn main() {}
