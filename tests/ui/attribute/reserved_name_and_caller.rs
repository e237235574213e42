//! A name of the compiler in one method is no error of another one that awaits it.

use resumable::yield_now;

struct Work;

impl Work {
    #[resumable::coroutine]
    async fn work(&self, number: u32) -> u32 {
        let __resumable_use_0 = number;
        yield_now().await;
        __resumable_use_0
    }

    #[resumable::coroutine]
    async fn call(&self) -> u32 {
        self.work(1).await + 1
    }
}

fn main() {}
