//! A method has another name.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let mut list = Vec::new();
    list.push(1);
    yield_now().await;
    list.lenght()
}

fn main() {}
