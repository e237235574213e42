//! A returned closure borrows a local.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(added: u32) -> Box<dyn Fn(u32) -> u32> {
    yield_now().await;
    Box::new(|number| number + added)
}

fn main() {}
