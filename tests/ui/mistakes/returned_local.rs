//! A reference to a local is returned.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(name: &str) -> &str {
    let greeting = format!("hello {name}");
    yield_now().await;
    greeting.as_str()
}

fn main() {}
