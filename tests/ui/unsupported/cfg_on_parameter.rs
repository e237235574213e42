//! `cfg` on a parameter.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32, #[cfg(not(debug_assertions))] other: u32) -> u32 {
    yield_now().await;
    number
}

fn main() {
    drop(work(1));
}
