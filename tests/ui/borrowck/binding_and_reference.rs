//! A pattern cannot move a value and borrow it.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(given: Option<String>) -> usize {
    match given {
        ref whole @ Some(text) => {
            yield_now().await;
            whole.iter().count() + text.len()
        }
        None => 0,
    }
}

fn main() {}
