//! A bare `select!` that could be tokio's, which drops the boxed future before the handler runs, and futures', which does not.

use std::pin::Pin;
use tokio::select;

#[resumable::coroutine]
async fn first(a: Pin<Box<dyn Future<Output = u32>>>) -> u32 {
    select! {
        n = a => n,
        () = resumable::yield_now() => 0,
    }
}

fn main() {
    resumable::block_on(first(Box::pin(async { 1 })));
}
