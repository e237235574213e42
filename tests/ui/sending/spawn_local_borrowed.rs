//! A task on the same thread may not borrow from its spawner either.

use resumable::{spawn_local, yield_now};

#[resumable::coroutine]
async fn work(text: &str) -> usize {
    yield_now().await;
    text.len()
}

fn call() {
    let text = String::from("lent");
    spawn_local(work(&text));
}

fn main() {}
