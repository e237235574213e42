//! A method only borrows what a builder's function made, under a name that does not say so.

use resumable::yield_now;

struct TextBuilder(String);

impl TextBuilder {
    fn new() -> TextBuilder {
        TextBuilder("text".to_owned())
    }

    fn measure(&self) -> usize {
        self.0.len()
    }
}

async fn wait(n: usize) -> usize {
    yield_now().await;
    n
}

#[resumable::coroutine]
async fn work() -> usize {
    wait(TextBuilder::new().measure()).await
}

fn main() {
    resumable::block_on(work());
}
