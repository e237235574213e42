//! The last method that mentions a `self` by value only borrows it, under a name that does not say so.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn measure(&self) -> usize {
        self.0.len()
    }

    #[resumable::coroutine]
    async fn work(self) -> usize {
        let size = self.measure();
        yield_now().await;
        size
    }
}

fn main() {
    resumable::block_on(Text(String::from("text")).work());
}
