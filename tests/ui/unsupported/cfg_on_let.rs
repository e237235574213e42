//! `cfg` on a local that lives across a wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    #[cfg(debug_assertions)]
    let number = 1;
    #[cfg(not(debug_assertions))]
    let number = 2;
    yield_now().await;
    number
}

fn main() {}
