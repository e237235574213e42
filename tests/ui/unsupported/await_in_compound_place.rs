//! An `.await` in the place of a compound assignment.

use resumable::yield_now;

#[resumable::coroutine]
async fn number() -> u32 {
    yield_now().await;
    1
}

#[resumable::coroutine]
async fn work(mut list: Vec<u32>) -> Vec<u32> {
    list[number().await as usize] += 1;
    list
}

fn main() {}
