//! A temporary of a branch would live as long as the reference that the branch evaluates to.

use resumable::yield_now;

fn text() -> String {
    String::from("text")
}

#[resumable::coroutine]
async fn work(choose: bool) -> usize {
    let kept = if choose { &text() } else { &String::new() };
    yield_now().await;
    kept.len()
}

fn main() {}
