//! A match with an await in an arm lacks a variant.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(found: Option<u32>) -> u32 {
    match found {
        Some(number) => {
            yield_now().await;
            number
        }
    }
}

fn main() {}
