//! The attribute under a name of the user's choice.

use resumable::{block_on, coroutine as co, yield_now};

#[co]
async fn work() -> u32 {
    yield_now().await;
    1
}

mod inner {
    use resumable as frames;

    #[frames::coroutine]
    pub async fn work() -> u32 {
        frames::yield_now().await;
        2
    }
}

#[::resumable::coroutine]
async fn both() -> u32 {
    work().await + inner::work().await
}

fn main() {
    assert_eq!(block_on(both()), 3);
}
