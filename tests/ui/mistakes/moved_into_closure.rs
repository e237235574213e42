//! A `move` closure has taken what is used later.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let text = String::from("text");
    let length = move || text.len();
    yield_now().await;
    length() + text.len()
}

fn main() {}
