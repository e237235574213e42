//! A `move` block captures a part of what is in scope at a wait: the rest stays where it is.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let pair = (String::from("first"), String::from("second"));
    let block = async move { pair.1.len() };
    yield_now().await;
    block.await
}

fn main() {}
