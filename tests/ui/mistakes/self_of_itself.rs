//! What a function returns is not known without itself.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(depth: u32) -> impl std::fmt::Debug {
    yield_now().await;
    if depth == 0 {
        return Vec::new();
    }
    vec![work(depth - 1)]
}

fn main() {}
