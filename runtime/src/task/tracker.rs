//! Waiting for tasks whose results nobody wants.

use super::JoinHandle;
use crate::budget;
use crate::sync::Notify;
use pin_project_lite::pin_project;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

/// Counts tasks, to wait for their end: for a server that, asked to stop, lets those finish that it is serving.
///
/// It keeps nothing of a task but its number, so that, other than in a [`JoinSet`](super::JoinSet), tasks that have ended need not be joined, and
/// take no memory. Clones count together. Dropping the tracker does nothing to its tasks; to stop them, give them a
/// [`CancellationToken`](crate::sync::CancellationToken).
///
/// [`wait`](TaskTracker::wait) is over when the tracker is [closed](TaskTracker::close) and no task is left. Closing says that this is the end;
/// without it, a pause between two tasks would be one. Tasks can still be added.
///
/// A task counts until its future has been dropped, whether it has finished, panicked, was aborted, or was cut short by the end of its runtime; and
/// a [`JoinHandle`] resolves when its task counts no more.
///
/// ```
/// use resumable::sync::CancellationToken;
/// use resumable::task::TaskTracker;
/// use resumable::time::{Duration, sleep};
///
/// #[resumable::coroutine]
/// async fn serve(number: u64, stop: CancellationToken) {
///     stop.cancelled().await;
///     sleep(Duration::from_millis(number)).await; // says goodbye
/// }
///
/// resumable::block_on(async {
///     let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
///     for number in 0..3 {
///         tracker.spawn(serve(number, stop.clone()));
///     }
///     stop.cancel();
///     tracker.close();
///     tracker.wait().await;
///     assert!(tracker.is_empty());
/// });
/// ```
#[derive(Clone, Default)]
pub struct TaskTracker {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// `CLOSED`, and `ONE` for each token.
    state: AtomicUsize,
    /// Notified whenever the state has become `CLOSED` alone.
    over: Notify,
}

/// Set by `close`, cleared by `reopen`.
const CLOSED: usize = 1;
const ONE: usize = 2;

impl TaskTracker {
    /// An open tracker without tasks.
    pub fn new() -> Self {
        TaskTracker::default()
    }

    /// [Spawns](crate::spawn) a task that counts.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        crate::spawn(self.track_future(future))
    }

    /// [Spawns](crate::spawn_local) a task that counts, and need not be `Send`.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        crate::spawn_local(self.track_future(future))
    }

    /// Calls the closure [where it may block](crate::spawn_blocking), and counts it until it has returned and has been dropped.
    ///
    /// # Panics
    ///
    /// If there is no thread and the operating system refuses to start one.
    #[track_caller]
    pub fn spawn_blocking<F, T>(&self, closure: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        // Captured as a whole, so that a closure that is never called is dropped before its token, too.
        let job = (closure, self.token());
        crate::spawn_blocking(move || {
            let (closure, _token) = { job };
            closure()
        })
    }

    /// Counts a future from now on until it is dropped, wherever it runs: `handle.spawn(tracker.track_future(future))`.
    pub fn track_future<F: Future>(&self, future: F) -> Tracked<F> {
        Tracked { future, _token: self.token() }
    }

    /// Counts as a task until it is dropped.
    pub fn token(&self) -> TaskToken {
        // There is memory for fewer tokens than would overflow: each is in one piece of it at least, but for those that were forgotten.
        let before = self.shared.state.fetch_add(ONE, Ordering::Relaxed);
        assert!(before < usize::MAX / 2, "too many tokens were forgotten");
        TaskToken { tracker: self.clone() }
    }

    /// Lets [`wait`](TaskTracker::wait) end when no task is left. Returns false if it was closed already.
    pub fn close(&self) -> bool {
        // Release and acquire, as of the last token: closing may be what ends the wait.
        let before = self.shared.state.fetch_or(CLOSED, Ordering::AcqRel);
        if before == 0 {
            self.shared.over.notify_all();
        }
        before & CLOSED == 0
    }

    /// Undoes [`close`](TaskTracker::close). Those that wait go on waiting, unless no task was left before. Returns false if it was open already.
    pub fn reopen(&self) -> bool {
        self.shared.state.fetch_and(!CLOSED, Ordering::Relaxed) & CLOSED != 0
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.shared.state.load(Ordering::Relaxed) & CLOSED != 0
    }

    /// How many tasks there are, and tokens.
    pub fn len(&self) -> usize {
        self.shared.state.load(Ordering::Acquire) / ONE
    }

    /// Whether there are no tasks, and no tokens.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Waits until the tracker is closed and there are no tasks. That it was so for a moment is enough.
    ///
    /// Cancel safety: nothing can be lost.
    #[crate::coroutine]
    pub async fn wait(&self) {
        // Made before the look, so that an end in between is noticed.
        let over = self.shared.over.notified();
        // Acquire: what the tasks have done is visible to those that have waited for them.
        if self.shared.state.load(Ordering::Acquire) == CLOSED {
            budget::consume().await;
            return;
        }
        over.await;
    }
}

impl fmt::Debug for TaskTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskTracker").field("len", &self.len()).field("is_closed", &self.is_closed()).finish()
    }
}

/// Counts as a task of its [`TaskTracker`], and so do its clones, until they are dropped. Made by [`TaskTracker::token`].
#[must_use = "a token that is dropped does not count"]
pub struct TaskToken {
    tracker: TaskTracker,
}

impl TaskToken {
    /// The tracker.
    pub fn tracker(&self) -> &TaskTracker {
        &self.tracker
    }
}

impl Clone for TaskToken {
    fn clone(&self) -> Self {
        self.tracker.token()
    }
}

impl Drop for TaskToken {
    fn drop(&mut self) {
        let shared = &self.tracker.shared;
        // Release, for what this task has done; acquire, so that the last passes on what the others have.
        if shared.state.fetch_sub(ONE, Ordering::AcqRel) == ONE | CLOSED {
            shared.over.notify_all();
        }
    }
}

impl fmt::Debug for TaskToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskToken").finish_non_exhaustive()
    }
}

pin_project! {
    /// A future that counts: made by [`TaskTracker::track_future`].
    ///
    /// Cancel safety: that of the future.
    #[must_use = "futures do nothing unless awaited"]
    #[derive(Debug)]
    pub struct Tracked<F> {
        // Fields drop in this order: it counts until the future is gone.
        #[pin]
        future: F,
        _token: TaskToken,
    }
}

impl<F: Future> Future for Tracked<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        self.project().future.poll(cx)
    }
}
