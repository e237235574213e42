//! The place where a task leaves its result and a [`JoinHandle`] finds it.

use super::JoinError;
use crate::wake::{drop_isolated, store_waker, wake_all};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What can be asked to stop. The executor's tasks and the jobs of the blocking pool answer to it.
pub(crate) trait Abort: Send + Sync {
    fn abort(self: Arc<Self>);
}

/// The result of one task, shared between the task and its handle.
pub(crate) struct JoinCell<T>(Mutex<State<T>>);

enum State<T> {
    /// The task runs. The waker is that of the task that awaits the handle; set by its polls, cleared when it goes away.
    Running(Option<Waker>),
    /// The handle was dropped before the end: the result is dropped where it is made.
    Detached,
    /// The future has been dropped and this came of it.
    Finished(Result<T, JoinError>),
    /// The handle has handed the result out, or was dropped with it.
    Taken,
}

impl<T> JoinCell<T> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(JoinCell(Mutex::new(State::Running(None))))
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // No code of the user runs under this lock, so that it is never poisoned in the middle of a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves the result and wakes the handle. To be called once, after the future has been dropped.
    pub(crate) fn finish(&self, result: Result<T, JoinError>) {
        let mut state = self.lock();
        match &mut *state {
            State::Running(waker) => {
                let waker = waker.take();
                *state = State::Finished(result);
                drop(state);
                wake_all(waker);
            }
            State::Detached => {
                drop(state);
                drop_isolated(result);
            }
            State::Finished(_) | State::Taken => unreachable!("a task finishes once"),
        }
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>> {
        let mut state = self.lock();
        if let State::Running(slot) = &mut *state {
            let displaced = store_waker(slot, cx.waker());
            drop(state);
            drop(displaced);
            return Poll::Pending;
        }
        let State::Finished(result) = std::mem::replace(&mut *state, State::Taken) else {
            drop(state);
            panic!("a JoinHandle was polled after it had given its result; poll it until it is ready and no further");
        };
        Poll::Ready(result)
    }

    fn is_finished(&self) -> bool {
        !matches!(&*self.lock(), State::Running(_))
    }

    fn detach(&self) {
        let mut state = self.lock();
        let next = if let State::Running(_) = &*state { State::Detached } else { State::Taken };
        let last = std::mem::replace(&mut *state, next);
        drop(state);
        drop_isolated(last);
    }
}

/// Waits for a task, and can abort it. Made by [`spawn`](crate::spawn), [`spawn_local`](crate::spawn_local) and
/// [`spawn_blocking`](crate::spawn_blocking).
///
/// Awaiting it gives the output of the task, or a [`JoinError`] if the task panicked or was cancelled. By then the future of the task has
/// been dropped. Dropping the handle detaches the task, which runs on.
///
/// Cancel safety: the handle can be polled, put aside and awaited again (`(&mut handle).await`); nothing is lost.
///
/// # Panics
///
/// When polled again after it has given its result.
pub struct JoinHandle<T> {
    cell: Arc<JoinCell<T>>,
    task: Arc<dyn Abort>,
}

impl<T> JoinHandle<T> {
    pub(crate) fn new(cell: Arc<JoinCell<T>>, task: Arc<dyn Abort>) -> Self {
        JoinHandle { cell, task }
    }

    /// Asks the runtime to drop the task's future instead of polling it again. Returns at once.
    ///
    /// The handle resolves after the future has been dropped, to an error whose [`is_cancelled`](JoinError::is_cancelled) is true; or to the
    /// output, if the task got there first. A job of [`spawn_blocking`](crate::spawn_blocking) can be aborted only as long as it waits for a
    /// thread.
    pub fn abort(&self) {
        self.task.clone().abort();
    }

    /// Whether awaiting the handle would give its result at once.
    pub fn is_finished(&self) -> bool {
        self.cell.is_finished()
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.cell.poll(cx)
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        self.cell.detach();
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("is_finished", &self.is_finished()).finish_non_exhaustive()
    }
}
