//! The alternatives of a pattern bind one type.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(given: Result<u32, i32>) -> u32 {
    match given {
        Ok(number) | Err(number) => {
            yield_now().await;
            number
        }
    }
}

fn main() {}
