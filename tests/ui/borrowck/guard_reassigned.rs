//! A local borrowed by a guard is not assigned before the guard drops.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    let mut list = vec![1];
    let drain = list.drain(..);
    yield_now().await;
    list = Vec::new();
}

fn main() {}
