//! Runtimes that are not like the usual one.

use super::Runtime;
use super::core::Core;
use super::crew::MOST_WORKERS;
use crate::prelude::*;
use crate::reactor::Clock;
use crate::task::{PanicHook, TaskPanic};
use std::io;
use std::rc::Rc;

/// Makes a [`Runtime`] with settings of its own.
///
/// ```
/// use resumable::Builder;
///
/// let runtime = Builder::new().worker_threads(2).build()?;
/// let sum = runtime.block_on(async {
///     let halves = [resumable::spawn(async { 1 }), resumable::spawn(async { 2 })];
///     let mut sum = 0;
///     for half in halves {
///         sum += half.await.unwrap();
///     }
///     sum
/// });
/// assert_eq!(sum, 3);
/// # std::io::Result::Ok(())
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    pub(super) workers: usize,
    pub(super) thread_name: String,
    pub(super) stack_size: Option<usize>,
    is_paused: bool,
    pub(super) seed: Option<u64>,
    pub(super) panic_hook: Option<PanicHook>,
}

impl Builder {
    /// The settings of [`Runtime::new`]: one thread, the one that calls [`block_on`](Runtime::block_on).
    pub fn new() -> Self {
        let thread_name = "resumable-worker".to_owned();
        Builder { workers: 1, thread_name, stack_size: None, is_paused: false, seed: None, panic_hook: None }
    }

    /// How many threads run tasks: the one that is in [`block_on`](Runtime::block_on), and one less that are started, which go on between calls.
    /// Idle threads take tasks from busy ones.
    ///
    /// Tasks of [`spawn`](crate::spawn) then run on any of the threads; those of [`spawn_local`](crate::spawn_local) stay on the thread that
    /// spawns them. At least 1, which starts no thread, and at most 64; other numbers count as the nearest of these.
    ///
    /// More threads than one pay off where tasks compute, or block now and then. A thread alone hands over from task to task faster.
    pub fn worker_threads(&mut self, count: usize) -> &mut Self {
        self.workers = count.clamp(1, MOST_WORKERS);
        self
    }

    /// What the threads that are started are called, with their number behind it: `resumable-worker-1`, if nothing is said.
    ///
    /// # Panics
    ///
    /// If the name has a zero in it, which the operating system would take for its end.
    #[track_caller]
    pub fn thread_name(&mut self, name: impl Into<String>) -> &mut Self {
        self.thread_name = name.into();
        assert!(!self.thread_name.contains('\0'), "a zero would end the name of a thread: leave it out");
        self
    }

    /// How many bytes of stack the threads that are started have, at least: for tasks whose functions call themselves often, or have large locals. If
    /// nothing is said, it is what [`std::thread::Builder`] gives: 2 MiB, unless the environment says otherwise. The thread of
    /// [`block_on`](Runtime::block_on) has the stack that it has.
    pub fn thread_stack_size(&mut self, bytes: usize) -> &mut Self {
        self.stack_size = Some(bytes);
        self
    }

    /// Stops the clock of the runtime: time passes only when every task waits, and then at once, up to the next timer. So tests with hours of waiting
    /// take no time, and their timers fire in the same order each time. See [`time::now`](crate::time::now) and
    /// [`time::advance`](crate::time::advance).
    ///
    /// Jobs of [`spawn_blocking`](crate::spawn_blocking), files and the lookup of names among them, take no time: it stands until they are done, so
    /// that one that waits for a timer waits for ever. What else happens outside, on sockets and on other threads, is looked at before time passes,
    /// but not waited for while there is a timer.
    pub fn start_paused(&mut self) -> &mut Self {
        self.is_paused = true;
        self
    }

    /// Draws the order in which tasks that are ready have their turns, instead of taking them first in, first out. The same seed gives the same order,
    /// if all else is the same: other threads and sockets are not.
    ///
    /// A test that fails under some seeds only has found what relies on the order of turns. Tasks of other workers are not affected.
    pub fn seed(&mut self, seed: u64) -> &mut Self {
        self.seed = Some(seed);
        self
    }

    /// Calls the closure whenever a task panics, or a job of [`spawn_blocking`](crate::spawn_blocking) that was spawned inside of the runtime: also
    /// for those whose [`JoinHandle`](crate::JoinHandle) nobody has, of which only the panic hook of the process would tell, which does not know of
    /// tasks. It is called beside that hook, once for each panic: of the future, of its destructor, and of the destructor of an output that nobody
    /// wants; not for what [`block_on`](crate::block_on) is given, whose panics pass through.
    ///
    /// That is on the thread where it happens, after the panic has been caught, and before the handle resolves. A panic of the closure itself is
    /// swallowed. To give up where a panic would go unseen, cancel what the main future waits for, or end the process:
    ///
    /// ```
    /// use resumable::sync::CancellationToken;
    ///
    /// let stop = CancellationToken::new();
    /// let stopped = stop.clone();
    /// let runtime = resumable::Builder::new()
    ///     .on_task_panic(move |panic| {
    ///         if panic.is_detached() {
    ///             eprintln!("task {} panicked: {}", panic.id(), panic.message().unwrap_or("?"));
    ///             stop.cancel();
    ///         }
    ///     })
    ///     .build()?;
    /// runtime.block_on(async {
    ///     drop(resumable::spawn(async { panic!("unseen") }));
    ///     stopped.cancelled().await;
    /// });
    /// # std::io::Result::Ok(())
    /// ```
    pub fn on_task_panic(&mut self, closure: impl Fn(&TaskPanic<'_>) + Send + Sync + 'static) -> &mut Self {
        self.panic_hook = Some(PanicHook::new(closure));
        self
    }

    pub(super) fn clock(&self) -> Clock {
        if self.is_paused { Clock::paused() } else { Clock::real() }
    }

    /// Makes the runtime.
    ///
    /// # Errors
    ///
    /// When the operating system has no room for another event queue, usually because too many files are open, or for another thread. And when the
    /// clock is to be paused where there is more than one thread: then nobody knows when all tasks wait.
    pub fn build(&self) -> io::Result<Runtime> {
        if self.is_paused && self.workers > 1 {
            let message = "a paused clock needs a runtime of one thread: leave out worker_threads, or start_paused";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(Runtime { core: Rc::new(Core::new(self)?) })
    }
}

impl Default for Builder {
    fn default() -> Self {
        Builder::new()
    }
}
