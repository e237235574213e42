//! Two methods that change `self` cannot overlap.

use resumable::yield_now;

struct Store {
    list: Vec<String>,
}

impl Store {
    fn first(&mut self) -> &mut String {
        &mut self.list[0]
    }

    #[resumable::coroutine]
    async fn work(&mut self) {
        let first = self.first();
        yield_now().await;
        self.list.clear();
        first.push('!');
    }
}

fn main() {}
