//! What is no future, and a handler of another type.

use std::future::ready;

#[resumable::coroutine]
async fn not_a_future() -> u32 {
    resumable::join!(ready(1), 2).0
}

#[resumable::coroutine]
async fn types() -> u32 {
    resumable::select! {
        n = ready(1u32) => n,
        text = ready("two") => text,
    }
}

#[resumable::coroutine]
async fn errors() -> Result<(), u8> {
    resumable::try_join!(ready(Ok::<(), u8>(())), ready(3))?;
    Ok(())
}

fn main() {
    resumable::block_on(async { (not_a_future().await, types().await, errors().await) });
}
