//! A `let` without `else` always matches.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(given: Option<u32>) -> u32 {
    let Some(number) = given;
    yield_now().await;
    number
}

fn main() {}
