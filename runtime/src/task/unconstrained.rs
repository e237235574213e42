//! Doing without the budget.

use crate::budget;
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Lets the future do as much in a turn as it can: its waits that are over at once do not count, and it never gives way to others by itself, but
/// for [`select!`](crate::select!), which counts for itself.
///
/// For what must be brought to an end without a turn in between, or has a measure of its own. Whoever is always busy in here starves every other task
/// of the thread, the timers and the sockets, unless it calls [`yield_now`](super::yield_now) now and then.
///
/// ```
/// use resumable::sync::mpsc;
/// use resumable::task::unconstrained;
///
/// # resumable::block_on(async {
/// let (sender, mut receiver) = mpsc::unbounded();
/// for number in 0..1000 {
///     sender.send(number).unwrap();
/// }
/// let mut batch = Vec::new();
/// unconstrained(async {
///     while batch.len() < 1000 {
///         batch.extend(receiver.recv().await);
///     }
/// })
/// .await;
/// # assert_eq!(batch.len(), 1000);
/// # });
/// ```
pub fn unconstrained<F: Future>(future: F) -> Unconstrained<F> {
    Unconstrained { future }
}

pin_project! {
    /// The future of [`unconstrained`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Unconstrained<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Unconstrained<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let future = self.project().future;
        budget::unlimited(|| future.poll(cx))
    }
}
