//! The value that is matched by reference stays as it is inside the arm.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(mut given: Option<String>) -> usize {
    match &given {
        Some(text) => {
            yield_now().await;
            given = None;
            text.len()
        }
        None => 0,
    }
}

fn main() {}
