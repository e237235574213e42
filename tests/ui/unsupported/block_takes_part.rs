//! An `async move` block takes a part of a local while something may hold a unique borrow of another part.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(mut pair: (String, String)) -> usize {
    let kept = &mut pair.1;
    let block = async move {
        yield_now().await;
        pair.0.len()
    };
    kept.push('.');
    block.await
}

fn main() {
    resumable::block_on(work((String::new(), String::new())));
}
