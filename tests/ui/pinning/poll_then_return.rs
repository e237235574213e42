//! Polling in place and then returning the future would move it.

use resumable::{Context, Future, Poll, Waker, pin, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

/// Forwards the output if it is there at once, and otherwise the future.
fn try_forward<F: Future>(future: F) -> Result<F::Output, F> {
    let mut cx = Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut cx) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => Err(future),
    }
}

fn forward() {
    let _ = try_forward(work());
}

fn main() {}
