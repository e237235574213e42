//! A block that returns a reference to what it captured.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let text = String::from("text");
    let reference = async move {
        let reference = &text;
        yield_now().await;
        reference
    }
    .await;
    reference.len()
}

fn main() {}
