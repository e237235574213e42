//! A closure that gives away what it captured is called once.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(text: String) {
    let give = || drop(text);
    yield_now().await;
    give();
    give();
}

fn main() {}
