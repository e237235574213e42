//! What a runtime keeps account of: what its workers have done; the jobs of [`spawn_blocking`](crate::spawn_blocking) that its code has spawned, and
//! have not ended; and who is told of panics.

use super::{Builder, current};
use crate::count::Count;
use crate::prelude::*;
use crate::task::{Census, PanicHook};
use crate::wake::{store_waker, wake_all};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

pub(super) struct Ledger {
    workers: Box<[Tally]>,
    jobs: Mutex<Jobs>,
    panic_hook: Option<PanicHook>,
}

/// What a worker has done. It alone counts, and seldom: what a turn has added to is counted when the worker looks at the sockets.
#[derive(Default)]
pub(super) struct Tally {
    /// Turns of tasks, and of the future of `block_on`.
    pub(super) polls: Count,
    /// Tasks that were taken from others.
    pub(super) steals: Count,
    /// Times that it had nothing to do.
    pub(super) parks: Count,
    /// The tasks of its home.
    pub(super) at_home: Arc<Census>,
    /// The tasks of its shard, of which a worker alone has none.
    pub(super) shared: Arc<Census>,
}

#[derive(Default)]
struct Jobs {
    /// Counts those that were spawned, and wraps.
    spawned: u64,
    /// How many of them are in line, or run.
    left: usize,
    /// Woken when there are none left.
    who_waits: Option<Waker>,
}

impl Ledger {
    pub(super) fn new(builder: &Builder) -> Arc<Self> {
        let workers = (0..builder.workers).map(|_| Tally::default()).collect();
        Arc::new(Ledger { workers, jobs: Mutex::default(), panic_hook: builder.panic_hook.clone() })
    }

    pub(super) fn workers(&self) -> &[Tally] {
        &self.workers
    }

    pub(super) fn panic_hook(&self) -> Option<PanicHook> {
        self.panic_hook.clone()
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many jobs there have been; differs from what it was if there were some in the meantime.
    pub(super) fn spawned_jobs(&self) -> u64 {
        self.jobs().spawned
    }

    /// How many jobs have not ended.
    pub(super) fn jobs_left(&self) -> usize {
        self.jobs().left
    }

    /// Ready when no job is left. Remembers the waker of the last call.
    pub(super) fn poll_jobs_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut jobs = self.jobs();
        if jobs.left == 0 {
            return Poll::Ready(());
        }
        let displaced = store_waker(&mut jobs.who_waits, cx.waker());
        drop(jobs);
        drop(displaced);
        Poll::Pending
    }
}

/// Counts as a job, until it is dropped.
pub(crate) struct JobOfRuntime(Arc<Ledger>);

impl JobOfRuntime {
    /// One of the current runtime.
    pub(crate) fn of_this_thread() -> Option<Self> {
        let ledger = current::with_current(|handle| handle.map(|handle| handle.ledger().clone()))?;
        let mut jobs = ledger.jobs();
        jobs.spawned = jobs.spawned.wrapping_add(1);
        jobs.left += 1;
        drop(jobs);
        Some(JobOfRuntime(ledger))
    }

    /// Who is told if it panics.
    pub(crate) fn panic_hook(&self) -> Option<PanicHook> {
        self.0.panic_hook()
    }
}

impl Drop for JobOfRuntime {
    fn drop(&mut self) {
        let mut jobs = self.0.jobs();
        jobs.left -= 1;
        let who_waits = if jobs.left == 0 { jobs.who_waits.take() } else { None };
        drop(jobs);
        wake_all(who_waits);
    }
}
