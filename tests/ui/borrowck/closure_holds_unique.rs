//! A closure that changes a local keeps it.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> u32 {
    let mut count = 0;
    let mut add = || count += 1;
    yield_now().await;
    let seen = count;
    add();
    seen
}

fn main() {}
