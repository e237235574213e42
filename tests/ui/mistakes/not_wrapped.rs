//! A value is returned where a `Result` is wanted.

use resumable::yield_now;

#[resumable::coroutine]
async fn read() -> Result<u32, String> {
    yield_now().await;
    Ok(1)
}

#[resumable::coroutine]
async fn work() -> Result<u32, String> {
    let number = read().await?;
    if number == 0 {
        return number;
    }
    number
}

fn main() {}
