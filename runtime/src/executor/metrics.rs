//! What a runtime does, in numbers.

use super::ledger::{Ledger, Tally};
use crate::blocking::{self, Load};
use crate::prelude::*;
use crate::reactor;

/// The numbers of a runtime, as [`Handle::metrics`](super::Handle::metrics) has found them: to watch it from anywhere, or to test what runs on it.
///
/// They are always counted, and cost the runtime next to nothing. Each is right, but not all are of the very same moment. Those that only grow are for
/// differences: on machines of 32 bits they wrap.
///
/// ```
/// use resumable::{Handle, spawn, yield_now};
///
/// # resumable::block_on(async {
/// let task = spawn(std::future::pending::<()>());
/// yield_now().await;
/// let metrics = Handle::current().metrics();
/// assert_eq!((metrics.tasks(), metrics.spawned_tasks()), (1, 1));
/// assert_eq!(metrics.workers().len(), 1);
/// # drop(task);
/// # });
/// ```
#[derive(Clone, Debug)]
pub struct Metrics {
    tasks: usize,
    spawned_tasks: u64,
    workers: Vec<WorkerMetrics>,
    jobs: usize,
    blocking: Load,
    timers: usize,
    descriptors: usize,
}

/// The numbers of a worker: of the thread of [`block_on`](crate::Runtime::block_on), or of one of [`Builder::worker_threads`](crate::Builder::worker_threads).
#[derive(Clone, Debug)]
pub struct WorkerMetrics {
    polls: u64,
    steals: u64,
    parks: u64,
}

impl Metrics {
    pub(super) fn of(ledger: &Ledger, reactor: &reactor::Handle) -> Self {
        let workers = ledger.workers();
        let lists = || workers.iter().flat_map(|worker| [&worker.at_home, &worker.shared]);
        Metrics {
            tasks: lists().map(|list| list.alive()).sum(),
            spawned_tasks: lists().map(|list| list.spawned() as u64).sum(),
            workers: workers.iter().map(WorkerMetrics::of).collect(),
            jobs: ledger.jobs_left(),
            blocking: blocking::load(),
            timers: reactor.timers_set(),
            descriptors: reactor.sources(),
        }
    }

    /// How many tasks have not ended. One that another thread has spawned may count a turn later.
    pub fn tasks(&self) -> usize {
        self.tasks
    }

    /// How many tasks there have been.
    pub fn spawned_tasks(&self) -> u64 {
        self.spawned_tasks
    }

    /// What each worker has done. The first is the thread of [`block_on`](crate::Runtime::block_on).
    pub fn workers(&self) -> &[WorkerMetrics] {
        &self.workers
    }

    /// How many jobs of [`spawn_blocking`](crate::spawn_blocking), of those that were spawned inside of this runtime, have not ended.
    pub fn jobs(&self) -> usize {
        self.jobs
    }

    /// How many threads there are for [`spawn_blocking`](crate::spawn_blocking), in the whole process.
    pub fn blocking_threads(&self) -> usize {
        self.blocking.threads
    }

    /// How many of these threads have nothing to do.
    pub fn idle_blocking_threads(&self) -> usize {
        self.blocking.idle
    }

    /// How many jobs of [`spawn_blocking`](crate::spawn_blocking) wait for a thread, in the whole process. If it stays above zero there are [too few
    /// threads](crate::set_max_blocking_threads).
    pub fn queued_jobs(&self) -> usize {
        self.blocking.queued
    }

    /// How many timers are set: of sleeps, timeouts and intervals that were polled and are not due.
    pub fn timers(&self) -> usize {
        self.timers
    }

    /// How many sockets and other descriptors the runtime looks after.
    pub fn descriptors(&self) -> usize {
        self.descriptors
    }
}

impl WorkerMetrics {
    fn of(tally: &Tally) -> Self {
        WorkerMetrics {
            polls: tally.polls.get() as u64,
            steals: tally.steals.get() as u64,
            parks: tally.parks.get() as u64,
        }
    }

    /// How many turns it has given: to tasks, and to what [`block_on`](crate::Runtime::block_on) was given. The last turns, some hundred at most,
    /// count when it looks at the sockets.
    pub fn polls(&self) -> u64 {
        self.polls
    }

    /// How many tasks it has taken from other workers.
    pub fn steals(&self) -> u64 {
        self.steals
    }

    /// How often it had nothing to do, and slept until something came.
    pub fn parks(&self) -> u64 {
        self.parks
    }
}
