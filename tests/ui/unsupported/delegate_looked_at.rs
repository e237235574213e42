//! A function that takes its receiver by value calls one of the same name, which only borrows.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn work(&self) -> usize {
        self.0.len()
    }
}

struct Page {
    text: Text,
}

impl Page {
    #[resumable::coroutine]
    async fn work(self) -> usize {
        let size = self.text.work();
        yield_now().await;
        size
    }
}

fn main() {
    resumable::block_on(Page { text: Text(String::from("text")) }.work());
}
