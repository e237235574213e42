//! What the frame owns is gone before the containers of the arguments are.

use resumable::yield_now;

#[resumable::coroutine]
async fn local<'a, T>(list: &mut Vec<&'a str>, value: T) {
    let text = String::new();
    yield_now().await;
    list.push(&text);
    yield_now().await;
    drop(value);
}

#[resumable::coroutine]
async fn parameter<'a, T>(list: &mut Vec<&'a T>, value: T) {
    yield_now().await;
    list.push(&value);
    yield_now().await;
}

fn main() {}
