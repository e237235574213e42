//! The content of a box is taken apart, and nothing in the function says that it is a box.

use resumable::yield_now;

async fn length(text: String) -> usize {
    yield_now().await;
    text.len()
}

#[resumable::coroutine]
async fn work(boxes: Vec<Box<Option<String>>>) -> usize {
    let mut sum = 0;
    for boxed in boxes {
        yield_now().await;
        sum += match *boxed {
            Some(text) => length(text).await,
            None => 0,
        };
    }
    sum
}

fn main() {
    resumable::block_on(work(Vec::new()));
}
