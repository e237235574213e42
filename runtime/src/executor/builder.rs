//! Runtimes that are not like the usual one.

use super::Runtime;
use super::core::Core;
use super::crew::MOST_WORKERS;
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
}

impl Builder {
    /// The settings of [`Runtime::new`]: one thread, the one that calls [`block_on`](Runtime::block_on).
    pub fn new() -> Self {
        Builder { workers: 1 }
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

    /// Makes the runtime.
    ///
    /// # Errors
    ///
    /// When the operating system has no room for another event queue, usually because too many files are open, or for another thread.
    pub fn build(&self) -> io::Result<Runtime> {
        Ok(Runtime { core: Rc::new(Core::new(self)?) })
    }
}

impl Default for Builder {
    fn default() -> Self {
        Builder::new()
    }
}
