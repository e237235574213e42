//! Taking a value apart moves it.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: Option<String>) -> Option<String> {
    if let Some(text) = pair {
        yield_now().await;
        drop(text);
    }
    pair
}

fn main() {}
