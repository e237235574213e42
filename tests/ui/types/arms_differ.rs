//! The arms of a `match` that awaits have one type.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32) -> u32 {
    match number {
        0 => {
            yield_now().await;
            1
        }
        _ => "text",
    }
}

fn main() {}
