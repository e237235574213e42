//! Only a future can be awaited.

#[resumable::coroutine]
async fn work() -> u32 {
    let number: u32 = 1;
    number.await
}

fn main() {}
