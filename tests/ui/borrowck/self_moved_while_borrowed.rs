//! `self` by value belongs to the coroutine.

use resumable::yield_now;

struct Store {
    text: String,
}

impl Store {
    #[resumable::coroutine]
    async fn work(self) -> usize {
        let kept = &self.text;
        yield_now().await;
        drop(self);
        kept.len()
    }
}

fn main() {}
