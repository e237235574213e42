//! The pool of threads that block so that the runtime does not.
//!
//! Invariant: whenever jobs wait, either as many threads have been told as there are jobs waiting, or as many threads run as are allowed. A
//! thread that gives up waiting looks at the queue a last time, under the same lock, before it ends.

use crate::task::{Job, JoinHandle};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{io, thread};

/// How many threads there are at most. They mostly wait for disks and name servers, so there may be many more than cores.
const MOST_THREADS: usize = 64;
/// How long a thread without work stays.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

static POOL: Pool =
    Pool { state: Mutex::new(State { jobs: VecDeque::new(), threads: 0, idle: 0 }), work: Condvar::new() };

struct Pool {
    state: Mutex<State>,
    work: Condvar,
}

struct State {
    jobs: VecDeque<Job>,
    /// How many threads run.
    threads: usize,
    /// How many of them wait for work. Changed by the threads themselves.
    idle: usize,
}

/// Calls the closure on a thread where it may block, and returns a handle to await its result.
///
/// The threads belong to the process, not to a runtime: they are started when needed, 64 at most, and end after 10 seconds without work. Jobs
/// beyond that wait in line. A job that has begun cannot be aborted, and the end of the process does not wait for it.
///
/// A panic of the closure becomes a [`JoinError`](crate::JoinError).
///
/// ```
/// # resumable::block_on(async {
/// let sum: u64 = resumable::spawn_blocking(|| (1..=1000).sum()).await?;
/// assert_eq!(sum, 500_500);
/// # Ok::<(), resumable::JoinError>(())
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// If there is no thread and the operating system refuses to start one.
#[track_caller]
pub fn spawn_blocking<F, T>(closure: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (job, handle) = Job::new(closure);
    if let Err(error) = POOL.submit(job) {
        panic!("cannot start a thread for blocking work: {error}");
    }
    handle
}

impl Pool {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No job runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn submit(&'static self, job: Job) -> io::Result<()> {
        let mut state = self.lock();
        state.jobs.push_back(job);
        if state.jobs.len() <= state.idle {
            self.work.notify_one();
            return Ok(());
        }
        if state.threads == MOST_THREADS {
            return Ok(());
        }
        let started = thread::Builder::new().name("resumable-blocking".into()).spawn(|| self.work_until_idle());
        match started {
            Ok(_) => state.threads += 1,
            // The threads that there are will come to it.
            Err(_) if state.threads > 0 => {}
            Err(error) => {
                let refused = state.jobs.pop_back();
                drop(state);
                drop(refused);
                return Err(error);
            }
        }
        Ok(())
    }

    /// What each thread does.
    fn work_until_idle(&self) {
        let mut state = self.lock();
        loop {
            while let Some(job) = state.jobs.pop_front() {
                drop(state);
                job.run();
                state = self.lock();
            }
            state.idle += 1;
            let (woken, wait) = self.work.wait_timeout(state, KEEP_ALIVE).unwrap_or_else(PoisonError::into_inner);
            state = woken;
            state.idle -= 1;
            if wait.timed_out() && state.jobs.is_empty() {
                state.threads -= 1;
                return;
            }
        }
    }
}
