//! A type is not imported.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let mut map = HashMap::new();
    yield_now().await;
    map.insert(1, 2);
    map.len()
}

fn main() {}
