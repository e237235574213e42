//! A pattern moves out of what stays in its place, which is mentioned again where the pattern does not match.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(given: Result<String, u32>) -> usize {
    let kept = &given;
    yield_now().await;
    drop(kept.is_ok());
    if let Ok(text) = given {
        yield_now().await;
        text.len()
    } else {
        given.unwrap_or_default().len()
    }
}

fn main() {}
