//! The jobs of [`spawn_blocking`](crate::spawn_blocking) that the code of a runtime has spawned: how many have not ended.

use super::current;
use crate::wake::{store_waker, wake_all};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

#[derive(Default)]
pub(super) struct Jobs(Mutex<State>);

#[derive(Default)]
struct State {
    /// Counts those that were spawned, and wraps.
    spawned: u64,
    /// How many of them are in line, or run.
    left: usize,
    /// Woken when there are none left.
    who_waits: Option<Waker>,
}

impl Jobs {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a job.
    pub(super) fn count(self: &Arc<Self>) -> JobOfRuntime {
        let mut state = self.lock();
        state.spawned = state.spawned.wrapping_add(1);
        state.left += 1;
        JobOfRuntime(self.clone())
    }

    /// How many there have been; differs from what it was if there were some in the meantime.
    pub(super) fn spawned(&self) -> u64 {
        self.lock().spawned
    }

    /// How many have not ended.
    pub(super) fn left(&self) -> usize {
        self.lock().left
    }

    /// Ready when none is left. Remembers the waker of the last call.
    pub(super) fn poll_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        if state.left == 0 {
            return Poll::Ready(());
        }
        let displaced = store_waker(&mut state.who_waits, cx.waker());
        drop(state);
        drop(displaced);
        Poll::Pending
    }
}

/// Counts as a job, until it is dropped.
pub(crate) struct JobOfRuntime(Arc<Jobs>);

impl JobOfRuntime {
    /// One of the current runtime.
    pub(crate) fn of_this_thread() -> Option<Self> {
        current::with_current(|handle| handle.map(|handle| handle.jobs().count()))
    }
}

impl Drop for JobOfRuntime {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.left -= 1;
        let who_waits = if state.left == 0 { state.who_waits.take() } else { None };
        drop(state);
        wake_all(who_waits);
    }
}
