//! `?` on an awaited value that cannot fail.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> Result<(), String> {
    yield_now().await?;
    Ok(())
}

fn main() {}
