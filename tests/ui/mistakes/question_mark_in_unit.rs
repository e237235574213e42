//! `?` stands in a function that returns nothing.

use resumable::yield_now;

#[resumable::coroutine]
async fn read() -> Result<u32, String> {
    yield_now().await;
    Ok(1)
}

#[resumable::coroutine]
async fn work() {
    let number = read().await?;
    println!("{number}");
}

fn main() {}
