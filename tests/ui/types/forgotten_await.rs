//! Without `.await` there is a future, not its output.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    number()
}

fn main() {}
