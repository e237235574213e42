//! Any number of futures of one type.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::future::{Future, IntoFuture};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

/// Waits for all of the futures, and returns their outputs in the order of the futures.
///
/// Each wake polls all that are not ready: it is meant for dozens. For thousands, spawn tasks. A future is dropped as soon as it is ready.
///
/// Cancel safety: that of the futures, which are dropped together.
pub fn join_all<I>(futures: I) -> JoinAll<<I::Item as IntoFuture>::IntoFuture>
where
    I: IntoIterator<Item: IntoFuture>,
{
    JoinAll { futures: collect(futures) }
}

/// Waits for all of the futures, or for the first error. Otherwise as [`join_all`].
///
/// # Errors
///
/// The first error that there is. The other futures are dropped then.
pub fn try_join_all<I, T, E>(futures: I) -> TryJoinAll<<I::Item as IntoFuture>::IntoFuture>
where
    I: IntoIterator<Item: IntoFuture<Output = Result<T, E>>>,
{
    TryJoinAll { futures: collect(futures) }
}

/// Waits for the first of the futures; in each turn they are polled first to last. The others are dropped with this one.
///
/// Cancel safety: that of the futures, which are dropped together.
///
/// # Panics
///
/// If there are no futures: it would wait for ever.
#[track_caller]
pub fn race_all<I>(futures: I) -> RaceAll<<I::Item as IntoFuture>::IntoFuture>
where
    I: IntoIterator<Item: IntoFuture>,
{
    let futures: Vec<_> = futures.into_iter().map(|future| Box::pin(future.into_future())).collect();
    assert!(!futures.is_empty(), "a race needs at least one future");
    RaceAll { futures }
}

/// A future, then its output.
enum Entry<F: Future> {
    Waiting(Pin<Box<F>>),
    Ready(F::Output),
    Gone,
}

// The futures are in boxes of their own, and outputs are not pinned.
impl<F: Future> Unpin for Entry<F> {}

impl<F: Future> Entry<F> {
    /// Polls it if it still waits. The output is there if that has made it ready.
    fn poll(&mut self, cx: &mut Context<'_>) -> Option<F::Output> {
        let Entry::Waiting(future) = self else { return None };
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => {
                *self = Entry::Gone;
                Some(output)
            }
            Poll::Pending => None,
        }
    }

    fn is_waiting(&self) -> bool {
        matches!(self, Entry::Waiting(_))
    }

    fn take(&mut self) -> F::Output {
        match mem::replace(self, Entry::Gone) {
            Entry::Ready(output) => output,
            Entry::Waiting(_) | Entry::Gone => panic!("a joined future was polled after completion"),
        }
    }
}

fn collect<I: IntoIterator<Item: IntoFuture>>(futures: I) -> Vec<Entry<<I::Item as IntoFuture>::IntoFuture>> {
    futures.into_iter().map(|future| Entry::Waiting(Box::pin(future.into_future()))).collect()
}

/// The future of [`join_all`].
#[must_use = "futures do nothing unless awaited"]
pub struct JoinAll<F: Future> {
    futures: Vec<Entry<F>>,
}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        for entry in &mut self.futures {
            if let Some(output) = entry.poll(cx) {
                *entry = Entry::Ready(output);
            }
        }
        if self.futures.iter().any(Entry::is_waiting) {
            return Poll::Pending;
        }
        Poll::Ready(self.futures.iter_mut().map(Entry::take).collect())
    }
}

/// The future of [`try_join_all`].
#[must_use = "futures do nothing unless awaited"]
pub struct TryJoinAll<F: Future> {
    futures: Vec<Entry<F>>,
}

impl<T, E, F: Future<Output = Result<T, E>>> Future for TryJoinAll<F> {
    type Output = Result<Vec<T>, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        for entry in &mut self.futures {
            match entry.poll(cx) {
                Some(Err(error)) => return Poll::Ready(Err(error)),
                Some(output) => *entry = Entry::Ready(output),
                None => {}
            }
        }
        if self.futures.iter().any(Entry::is_waiting) {
            return Poll::Pending;
        }
        Poll::Ready(self.futures.iter_mut().map(Entry::take).collect())
    }
}

/// The future of [`race_all`].
#[must_use = "futures do nothing unless awaited"]
pub struct RaceAll<F> {
    futures: Vec<Pin<Box<F>>>,
}

impl<F: Future> Future for RaceAll<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        for future in &mut self.futures {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(output);
            }
        }
        Poll::Pending
    }
}

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll").finish_non_exhaustive()
    }
}

impl<F: Future> fmt::Debug for TryJoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TryJoinAll").finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for RaceAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RaceAll").finish_non_exhaustive()
    }
}
