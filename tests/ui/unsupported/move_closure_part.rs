//! A `move` closure whose parameters follow from what it is given to takes a part of a local that stays in its place.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (String, String)) -> usize {
    let kept = &pair.1;
    yield_now().await;
    let measured = Some(1).map(move |n| pair.0.len() + n);
    yield_now().await;
    kept.len() + measured.unwrap_or(0)
}

fn main() {}
