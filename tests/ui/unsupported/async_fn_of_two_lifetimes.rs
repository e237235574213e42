//! A function of two lifetimes as an `AsyncFn`.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<'a, 'b>(first: &'a str, second: &'b str) -> usize {
    yield_now().await;
    first.len() + second.len()
}

async fn apply(call: impl AsyncFn(&str, &str) -> usize) -> usize {
    call("first", "second").await
}

fn main() {
    drop(apply(work));
}
