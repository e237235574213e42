//! A method changes what it has borrowed as shared.

use resumable::yield_now;

struct Counter {
    count: u32,
}

impl Counter {
    #[resumable::coroutine]
    async fn add(&self) {
        yield_now().await;
        self.count += 1;
    }
}

fn main() {}
