//! The wait stands after the scope has ended.

use resumable::yield_now;

#[resumable::coroutine]
async fn work() -> usize {
    let kept;
    {
        let text = String::from("inner");
        yield_now().await;
        kept = &text;
    }
    yield_now().await;
    kept.len()
}

fn main() {}
