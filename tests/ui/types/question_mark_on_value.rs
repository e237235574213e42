//! `?` wants something that can fail.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> Result<u32, String> {
    yield_now().await;
    let number = 1u32?;
    Ok(number)
}

fn main() {}
