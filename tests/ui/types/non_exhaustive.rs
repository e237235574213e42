//! A `match` that awaits covers every case.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(given: Option<u32>) -> u32 {
    match given {
        Some(number) => {
            yield_now().await;
            number
        }
    }
}

fn main() {}
