//! `?` is applied to a future.

use resumable::yield_now;

#[resumable::coroutine]
async fn read() -> Result<u32, String> {
    yield_now().await;
    Ok(1)
}

#[resumable::coroutine]
async fn work() -> Result<u32, String> {
    let number = read()?;
    yield_now().await;
    Ok(number)
}

fn main() {}
