//! The lifetimes of an output that does not spell them out are those of the header.

use resumable::yield_now;
use std::fmt::{Debug, Display};

struct Word<'w>(&'w str);

struct Text(String);

impl Text {
    #[resumable::coroutine]
    #[allow(elided_lifetimes_in_paths)]
    async fn hidden(&self, word: &str) -> Word {
        yield_now().await;
        Word(word)
    }
}

#[resumable::coroutine]
async fn opaque<'a, 'b>(first: &'a str, second: &'b str) -> Option<impl Display + 'a> {
    yield_now().await;
    Some(second)
}

#[resumable::coroutine]
async fn forever<'a, 'b>(first: &'a str, second: &'b str) -> impl Display + 'static {
    yield_now().await;
    second
}

#[resumable::coroutine]
async fn object<T: Debug>(value: T) -> Box<dyn Debug> {
    yield_now().await;
    Box::new(value)
}

fn main() {}
