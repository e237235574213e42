//! A macro whose expansion awaits, with `?`.

use resumable::yield_now;

#[resumable::coroutine]
async fn fallible() -> Result<(), ()> {
    yield_now().await;
    Ok(())
}

#[resumable::coroutine]
async fn work() -> Result<(), ()> {
    tokio::try_join!(fallible(), fallible())?;
    Ok(())
}

fn main() {}
