//! The caller keeps what it lent until the coroutine is gone.

use resumable::yield_now;

#[resumable::coroutine]
async fn read(text: &str) -> usize {
    yield_now().await;
    text.len()
}

fn call() {
    let text = String::from("lent");
    let future = read(&text);
    drop(text);
    resumable::block_on(future);
}

fn main() {}
