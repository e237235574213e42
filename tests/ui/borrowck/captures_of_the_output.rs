//! An opaque output captures what its `use<…>` lists.

use resumable::yield_now;
use std::fmt::Display;

#[resumable::coroutine]
async fn first<'a, 'b>(first: &'a str, second: &'b str) -> impl Display + use<'a> {
    yield_now().await;
    second
}

fn main() {}
