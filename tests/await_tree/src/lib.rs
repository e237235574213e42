//! Coroutines of all kinds, which wait for what they are given.

use resumable::sync::oneshot::Receiver;
use std::future::Future;
use std::pin::Pin;

#[resumable::coroutine]
pub async fn leaf(receiver: Receiver<u32>) -> u32 {
    receiver.await.unwrap_or(0)
}

#[resumable::coroutine]
pub async fn calls(receiver: Receiver<u32>) -> u32 {
    leaf(receiver).await + 1
}

/// Waits at two places; the lines are those of the two.
#[resumable::coroutine]
pub async fn twice(first: Receiver<u32>, second: Receiver<u32>, lines: fn(u32, u32)) -> u32 {
    lines(line!() + 1, line!() + 2);
    let first = first.await.unwrap_or(0);
    first + second.await.unwrap_or(0)
}

pub struct Methods;

pub trait Waits {
    fn waits(&self, receiver: Receiver<u32>) -> impl Future<Output = u32>;
}

#[resumable::coroutine]
impl Methods {
    pub async fn method(&self, receiver: Receiver<u32>) -> u32 {
        self.waits(receiver).await
    }
}

#[resumable::coroutine]
impl Waits for Methods {
    async fn waits(&self, receiver: Receiver<u32>) -> u32 {
        generic(receiver).await.unwrap_or(0)
    }
}

#[resumable::coroutine]
pub async fn generic<F: Future>(future: F) -> F::Output
where
    F: Send,
{
    future.await
}

/// A block in a body.
#[resumable::coroutine]
pub async fn with_block(receiver: Receiver<u32>) -> u32 {
    let block = async move { leaf(receiver).await };
    block.await
}

#[resumable::coroutine(boxed)]
pub async fn recursive(depth: u32, receiver: Receiver<u32>) -> u32 {
    if depth == 0 { receiver.await.unwrap_or(0) } else { recursive(depth - 1, receiver).await }
}

/// rustc's own.
pub async fn native(receiver: Receiver<u32>) -> u32 {
    leaf(receiver).await
}

#[resumable::coroutine]
pub async fn over_native(receiver: Receiver<u32>) -> u32 {
    native(receiver).await
}

#[resumable::coroutine]
pub async fn joins(first: Receiver<u32>, second: Receiver<u32>) -> u32 {
    let (first, second) = resumable::future::join((leaf(first), calls(second))).await;
    first + second
}

#[resumable::coroutine]
pub async fn panics(receiver: Receiver<u32>) {
    receiver.await.unwrap_or(0);
    panic!("as it should")
}

#[resumable::coroutine]
pub async fn polls(future: Pin<Box<dyn Future<Output = u32>>>) -> u32 {
    future.await
}
