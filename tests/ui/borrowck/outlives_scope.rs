//! A borrow does not outlive the scope of what it borrows, wait or no wait.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let kept;
    {
        let text = String::from("inner");
        kept = &text;
        yield_now().await;
    }
    kept.len()
}

fn main() {}
