//! Handles that take their task along.

use super::{JoinError, JoinHandle};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A [`JoinHandle`] that aborts its task when it is dropped, by [`JoinHandle::abort_on_drop`]. Otherwise it is awaited as the handle is.
///
/// Cancel safety: the task is aborted, unless it is awaited by `(&mut handle).await`.
#[must_use = "dropping it aborts the task"]
pub struct AbortOnDrop<T> {
    /// Taken when it is detached.
    handle: Option<JoinHandle<T>>,
}

impl<T> AbortOnDrop<T> {
    pub(super) fn new(handle: JoinHandle<T>) -> Self {
        AbortOnDrop { handle: Some(handle) }
    }

    /// The handle again: dropping it detaches the task.
    pub fn detach(mut self) -> JoinHandle<T> {
        self.handle.take().expect("it is detached once")
    }
}

/// For everything else that can be done with the handle.
impl<T> AsRef<JoinHandle<T>> for AbortOnDrop<T> {
    fn as_ref(&self) -> &JoinHandle<T> {
        self.handle.as_ref().expect("it is detached once")
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let handle = self.handle.as_mut().expect("it is detached once");
        Pin::new(handle).poll(cx)
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        if let Some(handle) = &self.handle {
            handle.abort();
        }
    }
}

impl<T> fmt::Debug for AbortOnDrop<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortOnDrop").field("id", &self.as_ref().id()).finish_non_exhaustive()
    }
}
