//! A list cannot grow while it is iterated over.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(mut list: Vec<u32>) {
    for item in &list {
        yield_now().await;
        list.push(*item);
    }
}

fn main() {}
