//! A method only borrows what the function of a type made, under a name that does not say so.

use resumable::yield_now;

struct Text(String);

impl Text {
    fn new() -> Text {
        Text("text".to_owned())
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
    wait(Text::new().measure()).await
}

fn main() {
    resumable::block_on(work());
}
