//! A closure without `move` that makes a block which takes by value what stays in its place: whether that is a copy, its type does not say.

use resumable::yield_now;

fn make() -> String {
    String::from("text")
}

async fn sent(text: String) -> usize {
    text.len()
}

#[resumable::coroutine]
async fn work(n: Option<usize>) -> usize {
    let text = make();
    let future = n.map(|_| async { sent(text).await });
    yield_now().await;
    match future {
        Some(future) => future.await,
        None => 0,
    }
}

fn main() {}
