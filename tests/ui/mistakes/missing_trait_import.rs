//! The trait of a method is not imported.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> String {
    let mut text = String::new();
    yield_now().await;
    write!(text, "{}", 1).unwrap();
    text
}

fn main() {}
