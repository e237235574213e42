//! `?` in a block whose output cannot be returned early.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(number: Result<u32, String>) {
    async move {
        yield_now().await;
        number?;
    }
    .await
}

fn main() {}
