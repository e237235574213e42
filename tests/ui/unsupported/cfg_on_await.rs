//! `cfg` on a statement that awaits.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    #[cfg(debug_assertions)]
    yield_now().await;
    #[cfg(not(debug_assertions))]
    {
        yield_now().await;
    }
}

fn main() {}
