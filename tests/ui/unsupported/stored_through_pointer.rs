//! A borrow is stored where another local points.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let first = String::from("first");
    let second = String::from("second");
    let mut kept = first.as_str();
    {
        let pointer = &mut kept;
        *pointer = second.as_str();
    }
    yield_now().await;
    kept.len()
}

fn main() {}
