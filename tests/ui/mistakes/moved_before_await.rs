//! What was given away is printed after an await.

use resumable::yield_now;

#[resumable::coroutine]
async fn send(text: String) -> usize {
    yield_now().await;
    text.len()
}

#[resumable::coroutine]
async fn work() {
    let text = String::from("text");
    let sent = send(text).await;
    println!("sent {sent} of {text}");
}

fn main() {}
