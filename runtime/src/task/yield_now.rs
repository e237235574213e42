//! Letting the others have a turn.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Lets every task that is ready now have a turn before this one goes on.
///
/// A long computation that never waits for anything should call this every now and then: the runtime switches tasks only where they wait.
///
/// Cancel safety: nothing can be lost.
pub fn yield_now() -> YieldNow {
    YieldNow { yielded: false }
}

/// The future of [`yield_now`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct YieldNow {
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        // The run queue is first in, first out: this puts the task behind all that are ready.
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
