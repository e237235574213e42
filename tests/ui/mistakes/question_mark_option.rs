//! `?` is applied to an `Option` in a function that returns a `Result`.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(list: &[u32]) -> Result<u32, String> {
    yield_now().await;
    let first = list.first()?;
    Ok(*first)
}

fn main() {}
