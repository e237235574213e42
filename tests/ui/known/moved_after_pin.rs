//! The name is that of the reference from there on.

#[resumable::coroutine]
async fn work() {
    let future = Box::new(async {});
    tokio::pin!(future);
    resumable::yield_now().await;
    let again: Box<_> = future;
    again.await
}

fn main() {}
