//! What `format_args!` refers to has no name, so that it cannot be kept while something else runs.

use resumable::yield_now;
use std::fmt::Arguments;

#[resumable::coroutine]
async fn write(text: Arguments<'_>) -> usize {
    yield_now().await;
    text.to_string().len()
}

#[resumable::coroutine]
async fn work(n: u32) -> usize {
    write(format_args!("{}", n + 1)).await
}

fn main() {}
