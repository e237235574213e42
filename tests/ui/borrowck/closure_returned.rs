//! A closure that borrows a local does not leave the coroutine.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> Box<dyn Fn() -> usize> {
    let text = String::from("local");
    yield_now().await;
    Box::new(|| text.len())
}

fn main() {}
