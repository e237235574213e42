//! A future with an end.

use super::{Sleep, sleep, sleep_until};
use crate::budget;
use std::error::Error;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// Gives the future so much time, counted from this call: its output if it is ready by then, [`Elapsed`] if not.
///
/// The future is polled first, so one that is ready wins even if the time is up. It is dropped together with the timeout, not before.
///
/// Cancel safety: that of the future.
pub fn timeout<F: IntoFuture>(duration: Duration, future: F) -> Timeout<F::IntoFuture> {
    Timeout { future: future.into_future(), sleep: sleep(duration) }
}

/// Gives the future time until that moment; see [`timeout`].
///
/// Cancel safety: that of the future.
pub fn timeout_at<F: IntoFuture>(deadline: Instant, future: F) -> Timeout<F::IntoFuture> {
    Timeout { future: future.into_future(), sleep: sleep_until(deadline) }
}

/// The future of [`timeout`] and [`timeout_at`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Timeout<F> {
    future: F,
    sleep: Sleep,
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, Elapsed>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: both fields are pinned with the whole: neither is moved before it is dropped in place, since this is the only access to them,
        // there is no `Drop` impl, the struct is not packed, and it is `Unpin` only if both fields are, which `Sleep` is not.
        let (future, sleep) = unsafe {
            let this = self.get_unchecked_mut();
            (Pin::new_unchecked(&mut this.future), Pin::new_unchecked(&mut this.sleep))
        };
        let was_left = budget::is_left();
        if let Poll::Ready(output) = future.poll(cx) {
            return Poll::Ready(Ok(output));
        }
        // A future that uses up each of its turns must not keep its own end from being seen.
        let over = if was_left && !budget::is_left() { budget::turn(|| sleep.poll(cx)) } else { sleep.poll(cx) };
        over.map(|()| Err(Elapsed(())))
    }
}

/// The time of a [`timeout`] was up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elapsed(());

impl Elapsed {
    pub(crate) fn new() -> Self {
        Elapsed(())
    }
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time is up")
    }
}

impl Error for Elapsed {}

impl From<Elapsed> for io::Error {
    fn from(elapsed: Elapsed) -> Self {
        io::Error::new(io::ErrorKind::TimedOut, elapsed)
    }
}
