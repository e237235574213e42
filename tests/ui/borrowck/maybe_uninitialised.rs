//! A local that may have no value cannot be read after the wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(known: bool) -> u32 {
    let number;
    if known {
        number = 1;
    }
    yield_now().await;
    number
}

fn main() {}
