//! `cfg` on an arm of a `match` that awaits.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: u32) {
    match number {
        #[cfg(debug_assertions)]
        0 => yield_now().await,
        _ => yield_now().await,
    }
}

fn main() {}
