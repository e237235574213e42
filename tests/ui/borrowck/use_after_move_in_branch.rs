//! A value that may have been moved away is not there after the wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: String, give: bool) -> usize {
    if give {
        yield_now().await;
        drop(text);
    }
    yield_now().await;
    text.len()
}

fn main() {}
