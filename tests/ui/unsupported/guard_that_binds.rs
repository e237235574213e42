//! A `match` without waits moves parts out of a local that something may have borrowed, and a guard binds something itself.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(given: Result<Vec<u8>, String>, wanted: Option<usize>) -> usize {
    let kept = &given;
    yield_now().await;
    drop(kept.is_ok());
    let size = match given {
        Ok(list) if let Some(wanted) = wanted => list.len() + wanted,
        Ok(list) => list.len(),
        Err(text) => text.len(),
    };
    yield_now().await;
    size
}

fn main() {
    assert_eq!(resumable::block_on(work(Ok(vec![1, 2]), Some(1))), 3);
}
