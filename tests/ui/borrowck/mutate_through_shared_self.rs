//! `&self` gives no unique access.

use resumable::yield_now;

struct Store {
    list: Vec<u32>,
}

impl Store {
    #[resumable::coroutine]
    async fn work(&self) {
        yield_now().await;
        self.list.push(1);
    }
}

fn main() {}
