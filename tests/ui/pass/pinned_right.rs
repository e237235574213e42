//! What the tests of pinning do wrong, done right.

use resumable::{Context, Future, Pin, Poll, Waker, block_on, pin, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn poll_in_box(cx: &mut Context<'_>) -> Poll<u32> {
    let mut boxed = Box::pin(work());
    let _ = boxed.as_mut().poll(cx);
    Pin::new(&mut boxed).poll(cx)
}

fn poll_on_stack(cx: &mut Context<'_>) -> Poll<u32> {
    let mut pinned = pin!(work());
    let _ = pinned.as_mut().poll(cx);
    pinned.poll(cx)
}

/// Takes and returns a future that is pinned already, so that nothing moves.
fn try_forward<F: Future>(mut future: Pin<Box<F>>) -> Result<F::Output, Pin<Box<F>>> {
    let mut cx = Context::from_waker(Waker::noop());
    match future.as_mut().poll(&mut cx) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Err(future),
    }
}

fn movable<F: Future + Unpin>(future: F) -> F {
    future
}

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    assert_eq!(poll_in_box(&mut cx), Poll::Ready(1));
    assert_eq!(poll_on_stack(&mut cx), Poll::Ready(1));
    let Err(waiting) = try_forward(Box::pin(work())) else { panic!("it waits first") };
    assert_eq!(block_on(movable(waiting)), 1);

    let (mut first, mut second) = (Box::pin(work()), Box::pin(work()));
    std::mem::swap(&mut first, &mut second);
    assert_eq!(block_on(first) + block_on(second), 2);

    // Nobody has polled it: it may still move.
    let inert = work();
    let moved = inert;
    assert_eq!(block_on(moved), 1);
}
