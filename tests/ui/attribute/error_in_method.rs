//! The same for a method, which cannot stand beside an error.

use resumable::yield_now;

struct Work;

impl Work {
    #[resumable::coroutine]
    async fn work(&self, number: u32) -> u32 {
        [0][{ yield_now().await; 0 }] += { yield_now().await; 1 };
        yield_now().await;
        number
    }

    #[resumable::coroutine]
    async fn call(&self) -> u32 {
        self.work(1).await + 1
    }
}

fn main() {}
