//! What a reference points to cannot be moved out.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: &mut String) -> String {
    yield_now().await;
    *text
}

fn main() {}
