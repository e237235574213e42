//! What is behind a `&mut`, matched with a guard, and lent in arms that await.

use resumable::yield_now;

#[resumable::coroutine]
async fn change(n: &mut u32) -> u32 {
    yield_now().await;
    *n += 1;
    *n
}

#[resumable::coroutine]
async fn work(option: &mut Option<u32>) -> u32 {
    match option {
        Some(a) if *a > 5 => change(a).await,
        Some(b) => change(b).await,
        None => 0,
    }
}

fn main() {}
