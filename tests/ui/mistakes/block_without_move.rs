//! An `async` block in a task borrows a local.

use resumable::{spawn, yield_now};

#[resumable::coroutine]
async fn work() {
    let text = String::from("text");
    yield_now().await;
    spawn(async { println!("{text}") }).await.unwrap();
}

fn main() {}
