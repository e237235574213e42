//! A macro puts its argument into a `move` closure, which takes along what stays in its place.

use resumable::yield_now;

macro_rules! later {
    ($value:expr) => {
        Box::new(move || $value) as Box<dyn Fn() -> bool>
    };
}

#[resumable::coroutine]
async fn work(text: String) -> Box<dyn Fn() -> bool> {
    let lent = &text;
    yield_now().await;
    drop(lent.len());
    let later = later!(text.starts_with("a"));
    yield_now().await;
    later
}

#[resumable::coroutine]
async fn in_a_closure(text: String) -> Box<dyn Fn() -> bool> {
    let lent = &text;
    yield_now().await;
    drop(lent.len());
    let later = (|| later!(text.starts_with("a")))();
    yield_now().await;
    later
}

#[resumable::coroutine]
async fn a_closure(text: String) -> Box<dyn Fn() -> bool> {
    let lent = &text;
    yield_now().await;
    drop(lent.len());
    let later = later!((|| text.starts_with("a"))());
    yield_now().await;
    later
}

macro_rules! vec {
    ($value:expr) => {
        Box::new(move || $value.is_empty()) as Box<dyn Fn() -> bool>
    };
}

#[resumable::coroutine]
async fn under_a_known_name(text: &str) -> Box<dyn Fn() -> bool + '_> {
    let lent = &text;
    yield_now().await;
    drop(lent.len());
    let later = vec![text];
    yield_now().await;
    later
}

fn main() {}
