//! A match guard cannot move what the pattern binds.

use resumable::yield_now;

fn is_long(text: String) -> bool {
    text.len() > 9
}

#[resumable::coroutine]
async fn work(given: Option<String>) -> u32 {
    match given {
        Some(text) if is_long(text) => {
            yield_now().await;
            1
        }
        _ => 2,
    }
}

fn main() {}
