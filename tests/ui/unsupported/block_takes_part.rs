//! An `async move` block takes a part of a local that lives across the wait for the block.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (String, String)) -> usize {
    let block = async move {
        yield_now().await;
        pair.0.len()
    };
    block.await
}

fn main() {
    resumable::block_on(work((String::new(), String::new())));
}
