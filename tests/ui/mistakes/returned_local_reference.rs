//! A reference to a local is returned.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(_: &u32) -> &Vec<u32> {
    yield_now().await;
    let list = vec![1];
    &list
}

fn main() {}
