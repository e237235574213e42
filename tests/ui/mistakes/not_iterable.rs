//! A loop goes over what is no iterator.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(count: u32) {
    for _ in count {
        yield_now().await;
    }
}

fn main() {}
