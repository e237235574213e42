//! A local has another name.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let response = String::new();
    yield_now().await;
    reponse.len()
}

fn main() {}
