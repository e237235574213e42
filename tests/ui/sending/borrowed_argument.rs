//! A spawned task may outlive its spawner, and so may not borrow from it.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn work(text: &str) -> usize {
    yield_now().await;
    text.len()
}

fn call() {
    let text = String::from("lent");
    spawn(work(&text));
}

fn main() {}
