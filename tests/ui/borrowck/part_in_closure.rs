//! What a `move` closure has taken of a local is gone.

use resumable::yield_now;

#[resumable::coroutine]
async fn used(pair: (String, String)) -> usize {
    let block = async move { pair.0.len() };
    yield_now().await;
    pair.1.len() + pair.0.len() + block.await
}

#[resumable::coroutine]
async fn borrowed(pair: (String, String)) -> usize {
    let kept = &pair.0;
    let measure = move || pair.0.len();
    yield_now().await;
    kept.len() + measure()
}

#[resumable::coroutine]
async fn twice(pair: (String, String)) {
    for _ in 0..2 {
        let block = async move { pair.0.len() };
        yield_now().await;
        block.await;
    }
}

#[resumable::coroutine]
async fn whole(pair: (String, String)) -> (String, String) {
    let measure = move || pair.0.len();
    yield_now().await;
    measure();
    pair
}

fn main() {}
