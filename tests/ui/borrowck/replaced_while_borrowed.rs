//! A borrowed local cannot be taken by `mem::take`.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(mut text: String) -> usize {
    let kept = text.as_str();
    yield_now().await;
    let taken = std::mem::take(&mut text);
    kept.len() + taken.len()
}

fn main() {}
