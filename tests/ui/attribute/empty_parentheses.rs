//! Empty parentheses say nothing, and do no harm in rustc's own attributes either.

use resumable::yield_now;

#[resumable::coroutine()]
async fn work() {
    let missing: u32 = "text";
    yield_now().await;
}

fn main() {}
