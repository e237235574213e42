//! `.await` stands behind what is no future.

use resumable::yield_now;

fn compute() -> u32 {
    1
}

#[resumable::coroutine]
async fn work() -> u32 {
    yield_now().await;
    let number = compute().await;
    number + 1
}

fn main() {}
