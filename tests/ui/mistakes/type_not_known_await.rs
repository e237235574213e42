//! The type of what is collected cannot be inferred.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(list: Vec<u32>) -> usize {
    let list = list.into_iter().map(|number| number + 1).collect();
    yield_now().await;
    list.len()
}

fn main() {}
