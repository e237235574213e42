//! A coroutine that borrows a local of its caller stays with it.

use resumable::{Future, yield_now};

#[resumable::coroutine]
async fn read(text: &str) -> usize {
    yield_now().await;
    text.len()
}

fn call() -> impl Future<Output = usize> {
    let text = String::from("lent");
    read(&text)
}

fn main() {}
