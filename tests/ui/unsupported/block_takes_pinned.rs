//! A closure without `move` that makes a block which owns what stays in its place: whether that is a copy, its type does not say.

use resumable::yield_now;

fn make() -> String {
    String::from("text")
}

#[resumable::coroutine]
async fn work(n: Option<usize>) -> usize {
    let text = make();
    let future = n.map(|n| async move { text.len() + n });
    yield_now().await;
    match future {
        Some(future) => future.await,
        None => 0,
    }
}

fn main() {}
