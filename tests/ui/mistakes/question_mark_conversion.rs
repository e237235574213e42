//! `?` cannot convert the error.

use resumable::yield_now;

#[derive(Debug)]
struct Failure;

#[resumable::coroutine]
async fn read() -> Result<String, std::io::Error> {
    yield_now().await;
    Ok(String::new())
}

#[resumable::coroutine]
async fn work() -> Result<usize, Failure> {
    let text = read().await?;
    Ok(text.len())
}

fn main() {}
