//! A part is moved out of what stays in its place on one path, and a part of that on another.

use resumable::yield_now;

#[resumable::coroutine]
async fn work(all: bool) -> usize {
    let nested = ((String::from("first"), String::from("second")), String::from("third"));
    let kept = &nested.1;
    yield_now().await;
    if all {
        drop(nested.0);
    } else {
        drop(nested.0.1);
    }
    yield_now().await;
    kept.len()
}

fn main() {
    resumable::block_on(work(true));
}
