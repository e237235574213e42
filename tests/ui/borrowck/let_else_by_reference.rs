//! What `ref` borrows stays where it is.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(given: Option<String>) -> usize {
    let Some(ref text) = given else { return 0 };
    yield_now().await;
    drop(given);
    text.len()
}

fn main() {}
