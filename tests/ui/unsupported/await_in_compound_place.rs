//! An `.await` on both sides of a compound assignment: which side comes first depends on the types.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work(mut list: Vec<u32>) -> Vec<u32> {
    list[number().await as usize] += number().await;
    list
}

fn main() {}
