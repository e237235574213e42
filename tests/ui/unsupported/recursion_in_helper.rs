//! Recursion through a function that boxes what it calls, and says only that it gives a future. With `boxed` the coroutine has a type by itself.

use resumable::Future;

fn deeper(depth: u32) -> impl Future<Output = u32> {
    Box::pin(work(depth))
}

#[resumable::coroutine]
async fn work(depth: u32) -> u32 {
    if depth == 0 { 0 } else { deeper(depth - 1).await + 1 }
}

fn instead_of_that(depth: u32) -> impl Future<Output = u32> {
    instead(depth)
}

#[resumable::coroutine(boxed)]
async fn instead(depth: u32) -> u32 {
    if depth == 0 { 0 } else { instead_of_that(depth - 1).await + 1 }
}

fn main() {}
