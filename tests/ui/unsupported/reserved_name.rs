//! Names of the compiler.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let __resumable_use_0 = 1;
    yield_now().await;
    __resumable_use_0
}

fn main() {}
