//! A pinned local cannot be moved in each turn of a loop.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(turns: usize) {
    let text = String::new();
    for _ in 0..turns {
        let kept = &text;
        yield_now().await;
        drop(kept.len());
        drop(text);
    }
}

fn main() {}
