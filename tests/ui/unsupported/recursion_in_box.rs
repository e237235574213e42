//! A box without a type hides the future only from who runs it. The argument `boxed` gives the box a type.

#[resumable::coroutine]
async fn work(depth: u32) -> u32 {
    if depth == 0 {
        return 0;
    }
    Box::pin(work(depth - 1)).await + 1
}

#[resumable::coroutine(boxed)]
async fn instead(depth: u32) -> u32 {
    if depth == 0 {
        return 0;
    }
    instead(depth - 1).await + 1
}

fn main() {}
