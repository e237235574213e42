//! A reference is kept to what drops at the end of its statement.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let text = String::from("text").as_str();
    yield_now().await;
    text.len()
}

fn main() {}
