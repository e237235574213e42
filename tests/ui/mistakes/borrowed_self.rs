//! A method lends a part of `self` and changes another through a method.

use resumable::yield_now;

struct Store {
    list: Vec<u32>,
}

impl Store {
    fn clear(&mut self) {
        self.list.clear()
    }

    #[resumable::coroutine]
    async fn work(&mut self) -> u32 {
        let first = &self.list[0];
        yield_now().await;
        self.clear();
        *first
    }
}

fn main() {}
