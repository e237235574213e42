//! A part is moved out of what is in a temporary box, which nothing says to be one, that stands behind an operand, and something waits before the end of the expression.

use resumable::yield_now;

async fn both(first: String, second: String) -> usize {
    yield_now().await;
    first.len() + second.len()
}

fn pair() -> Box<(String, String)> {
    Default::default()
}

#[resumable::coroutine]
async fn work() -> usize {
    both(String::new(), (*pair()).0).await
}

fn main() {}
