//! A local is changed that is not `mut`.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let count = 0;
    for _ in 0..3 {
        yield_now().await;
        count += 1;
    }
    count
}

fn main() {}
