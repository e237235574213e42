//! A `move` closure takes a part of a local that stays in its place.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(pair: (String, String)) -> usize {
    let kept = &pair.1;
    yield_now().await;
    let measure = move || pair.0.len();
    kept.len() + measure()
}

fn main() {}
