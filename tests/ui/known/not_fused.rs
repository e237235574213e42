//! futures' `select!` wants futures that know whether they have ended.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() {
    futures::select! {
        _ = yield_now() => {}
    }
}

fn main() {}
