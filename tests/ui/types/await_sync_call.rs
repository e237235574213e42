//! A function that is not a coroutine has nothing to await.

fn compute(number: u32) -> u32 {
    number
}

#[resumable::coroutine]
async fn work() -> u32 {
    compute(1).await
}

fn main() {}
