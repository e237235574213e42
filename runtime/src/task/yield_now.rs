//! Letting the others have a turn.

use crate::budget;
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

/// Gives the others a turn, if this task has done much in its own: for loops that compute, and wait for nothing.
///
/// What waits for sockets, timers, channels and locks of this crate gives way by itself, after 128 waits that were over at once. This counts as one
/// of these, and is much cheaper than [`yield_now`] as long as the turn is not over. Outside a runtime of this crate it never waits.
///
/// Cancel safety: nothing can be lost.
///
/// ```
/// #[resumable::coroutine]
/// async fn sum(numbers: &[u64]) -> u64 {
///     let mut sum = 0;
///     for chunk in numbers.chunks(1000) {
///         sum += chunk.iter().sum::<u64>();
///         resumable::task::consume_budget().await;
///     }
///     sum
/// }
///
/// assert_eq!(resumable::block_on(sum(&[1; 5000])), 5000);
/// ```
pub fn consume_budget() -> impl Future<Output = ()> {
    budget::consume()
}
