//! A part is moved out of a temporary that stands behind an operand, and something waits before the end of the expression.

use resumable::yield_now;

async fn both(first: String, second: String) -> usize {
    yield_now().await;
    first.len() + second.len()
}

fn pair() -> (String, String) {
    Default::default()
}

#[resumable::coroutine]
async fn work() -> usize {
    both(String::new(), pair().0).await
}

fn main() {}
