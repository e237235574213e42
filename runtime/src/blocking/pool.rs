//! Pools of threads that block so that the runtime does not: one for the jobs of users, and one for what this crate asks of the operating system.
//! However many jobs of users wait for each other, files are read and names are looked up.
//!
//! Invariant: whenever jobs wait, either a thread is on its way to them, or as many threads run as are allowed. Threads call each other one by one:
//! who takes a job and leaves others calls the next before it begins. So many short jobs are done by few threads, since the first takes the next job
//! before the second has arrived; while jobs that wait for each other get a thread each. A thread that gives up waiting looks at the queue a last
//! time, under the same lock, before it ends.

use crate::executor::JobOfRuntime;
use crate::reactor::Held;
use crate::sync_shim::{Condvar, Mutex, MutexGuard, const_fn, thread};
use crate::task::{Job, JoinHandle};
use std::collections::VecDeque;
use std::io;
use std::sync::PoisonError;
#[cfg(not(loom))]
use std::time::Duration;

#[cfg(all(test, loom))]
mod models;

/// How many threads a pool has at most. They mostly wait for disks and name servers, so there may be many more than cores.
#[cfg(not(loom))]
const MOST_THREADS: usize = 64;
/// How long a thread without work stays. In the test below, just as long as jobs are apart.
#[cfg(not(loom))]
const KEEP_ALIVE: Duration = if cfg!(test) { Duration::from_micros(500) } else { Duration::from_secs(10) };

#[cfg(not(loom))]
static OF_USERS: Pool = Pool::new(MOST_THREADS);
#[cfg(not(loom))]
static OF_THIS_CRATE: Pool = Pool::new(MOST_THREADS);

/// Whose jobs a pool is for.
#[derive(Clone, Copy)]
enum Whose {
    Users,
    ThisCrate,
}

impl Whose {
    #[cfg(not(loom))]
    fn pool(self) -> &'static Pool {
        match self {
            Whose::Users => &OF_USERS,
            Whose::ThisCrate => &OF_THIS_CRATE,
        }
    }
}

struct Pool {
    state: Mutex<State>,
    work: Condvar,
}

/// A job in line. Dropped when it is done, fields in this order: whoever waits for the job is told before time passes.
struct Waiting {
    job: Job,
    _runtime: Option<JobOfRuntime>,
    _time: Option<Held>,
}

struct State {
    /// How many threads there may be. Not less than one.
    most_threads: usize,
    jobs: VecDeque<Waiting>,
    /// How many threads run.
    threads: usize,
    /// How many of them wait for work. Changed by the threads themselves.
    idle: usize,
    /// Whether a thread is on its way: called, or started. Set by who does that, cleared by any thread that arrives.
    is_called: bool,
    /// Whether whoever waits gives up at once. Set by a model at its end, never cleared.
    #[cfg(loom)]
    is_late: bool,
}

/// Calls the closure on a thread where it may block, and returns a handle to await its result.
///
/// The threads belong to the process, not to a runtime: they are started when needed, 64 at most or [as many as you say](set_max_blocking_threads),
/// and end after 10 seconds without work. Jobs beyond that wait in line: where as many jobs as that wait for others that are in line, they wait for
/// ever. Files, the standard streams and the lookup of names have threads of their own. A job that has begun cannot be aborted, and the end of
/// the process does not wait for it.
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
    spawn_in(Whose::Users, closure)
}

/// The same for what this crate asks of the operating system.
#[track_caller]
pub(crate) fn spawn_system_call<F, T>(closure: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    spawn_in(Whose::ThisCrate, closure)
}

#[track_caller]
fn spawn_in<F, T>(whose: Whose, closure: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let runtime = match whose {
        Whose::Users => JobOfRuntime::of_this_thread(),
        // They are not waited for: nobody knows when somebody will type something.
        Whose::ThisCrate => None,
    };
    let (job, handle) = Job::new(closure, runtime.as_ref().and_then(JobOfRuntime::panic_hook));
    #[cfg(not(loom))]
    if let Err(error) = whose.pool().submit(job, runtime) {
        panic!("cannot start a thread for blocking work: {error}");
    }
    // A model has a pool of its own.
    #[cfg(loom)]
    drop((job, runtime));
    handle
}

/// Lets jobs of [`spawn_blocking`] have so many threads at most, in the whole process. Without this it is 64.
///
/// With more, jobs in line have a thread at once. With less, threads that are too many end after the job that they are at.
///
/// ```
/// resumable::set_max_blocking_threads(256);
/// ```
///
/// # Panics
///
/// If the number is zero.
#[track_caller]
pub fn set_max_blocking_threads(most: usize) {
    assert!(most > 0, "jobs that block need a thread: the number must not be zero");
    #[cfg(not(loom))]
    Whose::Users.pool().set_most_threads(most);
}

/// How busy a pool is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Load {
    /// How many threads there are.
    pub(crate) threads: usize,
    /// How many of them wait for work.
    pub(crate) idle: usize,
    /// How many jobs wait for a thread.
    pub(crate) queued: usize,
}

/// How busy the pool of the users is.
pub(crate) fn load() -> Load {
    #[cfg(loom)]
    return Load::default();
    #[cfg(not(loom))]
    {
        let state = Whose::Users.pool().lock();
        Load { threads: state.threads, idle: state.idle, queued: state.jobs.len() }
    }
}

impl Pool {
    const_fn! {
        fn new(most_threads: usize) -> Self {
            let state = State {
                most_threads,
                jobs: VecDeque::new(),
                threads: 0,
                idle: 0,
                is_called: false,
                #[cfg(loom)]
                is_late: false,
            };
            Pool { state: Mutex::new(state), work: Condvar::new() }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No job runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(not(loom))]
    fn set_most_threads(&'static self, most: usize) {
        let mut state = self.lock();
        state.most_threads = most;
        // If none can be started, the threads that there are come to the jobs.
        let _ = self.call(&mut state);
        drop(state);
        // Those that are too many leave.
        self.work.notify_all();
    }

    fn submit(&'static self, job: Job, runtime: Option<JobOfRuntime>) -> io::Result<()> {
        let waiting = Waiting { job, _runtime: runtime, _time: Held::by_this_thread() };
        let mut state = self.lock();
        state.jobs.push_back(waiting);
        let called = self.call(&mut state);
        // The threads that there are will come to it.
        if called.is_ok() || state.threads > 0 {
            return Ok(());
        }
        let refused = state.jobs.pop_back();
        drop(state);
        drop(refused);
        called
    }

    /// Sees to it that a thread is on its way to the jobs, if there are some.
    fn call(&'static self, state: &mut State) -> io::Result<()> {
        if state.is_called || state.jobs.is_empty() {
            return Ok(());
        }
        if state.idle > 0 {
            self.work.notify_one();
            state.is_called = true;
        } else if state.threads < state.most_threads {
            thread::Builder::new().name("resumable-blocking".into()).spawn(|| self.work_until_idle())?;
            state.threads += 1;
            state.is_called = true;
        }
        Ok(())
    }

    /// What each thread does.
    fn work_until_idle(&'static self) {
        let mut state = self.lock();
        state.is_called = false;
        loop {
            while state.threads <= state.most_threads
                && let Some(Waiting { job, _runtime: runtime, _time: time }) = state.jobs.pop_front()
            {
                // If no thread can be started, this one comes back for the others.
                let _ = self.call(&mut state);
                drop(state);
                job.run();
                drop(runtime);
                drop(time);
                state = self.lock();
            }
            if state.threads > state.most_threads {
                break;
            }
            state.idle += 1;
            let gives_up;
            (state, gives_up) = self.wait(state);
            state.idle -= 1;
            // Also if it gives up, as it may have been called in the same moment: nobody else would come instead.
            state.is_called = false;
            if gives_up && state.jobs.is_empty() {
                break;
            }
        }
        state.threads -= 1;
        // Where it was one too many, there may be jobs.
        let _ = self.call(&mut state);
    }

    /// Waits for a call, and says whether it was long enough to give up.
    #[cfg(not(loom))]
    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> (MutexGuard<'s, State>, bool) {
        let (state, wait) = self.work.wait_timeout(state, KEEP_ALIVE).unwrap_or_else(PoisonError::into_inner);
        (state, wait.timed_out())
    }

    /// The same in a model, where time passes when somebody is called: each call comes just when the thread gives up.
    #[cfg(loom)]
    fn wait<'s>(&self, state: MutexGuard<'s, State>) -> (MutexGuard<'s, State>, bool) {
        if state.is_late {
            return (state, true);
        }
        (self.work.wait(state).unwrap_or_else(PoisonError::into_inner), true)
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::time::{sleep, timeout};
    use std::time::Instant;

    #[test]
    fn a_thread_that_gives_up_when_it_is_called_is_no_loss() {
        crate::block_on(async {
            let start = Instant::now();
            let mut round = 0;
            while start.elapsed() < Duration::from_secs(1) {
                // Two, so that one may be done by the thread that was not called.
                let jobs = [spawn_blocking(|| ()), spawn_blocking(|| ())];
                for job in jobs {
                    timeout(Duration::from_secs(10), job).await.expect("nobody comes to the job").unwrap();
                }
                round += 1;
                sleep(Duration::from_micros(450 + round % 100)).await;
            }
        });
    }
}
