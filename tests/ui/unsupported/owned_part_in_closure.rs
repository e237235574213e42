//! A `move` closure within another one owns a part of what stays in its place, or the reference in it.

use resumable::yield_now;

struct Pair {
    left: String,
    right: String,
}

#[resumable::coroutine]
async fn part(pair: Pair) -> Box<dyn Fn() -> usize> {
    let lent = &pair.right;
    yield_now().await;
    drop(lent.len());
    let later = (|| Box::new(move || pair.left.len()) as Box<dyn Fn() -> usize>)();
    yield_now().await;
    later
}

#[resumable::coroutine]
async fn reference(text: &mut String) -> Box<dyn Fn() -> usize + '_> {
    let lent = &mut *text;
    yield_now().await;
    lent.clear();
    let later = (|| Box::new(move || text.len()) as Box<dyn Fn() -> usize>)();
    yield_now().await;
    later
}

fn main() {}
