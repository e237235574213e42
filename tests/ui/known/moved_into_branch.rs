//! What a branch takes is gone in the next turn, in the handlers, and behind.

async fn finish(text: String) -> usize {
    text.len()
}

#[resumable::coroutine]
async fn in_a_loop(future: impl Future<Output = ()>) {
    loop {
        tokio::select! {
            _ = future => {}
            _ = resumable::yield_now() => break,
        }
    }
}

#[resumable::coroutine]
async fn in_a_handler(text: String) -> usize {
    tokio::select! {
        n = finish(text) => n,
        _ = resumable::yield_now() => text.len(),
    }
}

#[resumable::coroutine]
async fn behind(text: String) -> usize {
    let (n, ()) = tokio::join!(finish(text), resumable::yield_now());
    n + text.len()
}

fn main() {}
