//! The doors to the executor: `Runtime`, `Handle`, `block_on`, `spawn`, `spawn_local`.

use super::core::Core;
use super::current;
use crate::sync_shim::Arc;
use crate::task::{Here, Home, JoinHandle};
use std::fmt;
use std::future::{Future, IntoFuture};
use std::io;
use std::rc::Rc;

/// A runtime of one thread: an executor, a reactor for sockets, and timers.
///
/// Its tasks run while [`block_on`](Runtime::block_on) does, on the thread that calls it. Between calls they rest. Dropping the runtime drops
/// the futures of all its tasks, on this thread, and does not wait for anything; their handles resolve to a cancellation. Wakers and handles
/// that are left over do nothing from then on.
///
/// ```
/// let runtime = resumable::Runtime::new()?;
/// let task = runtime.spawn(async { "done" });
/// assert_eq!(runtime.block_on(task).unwrap(), "done");
/// # std::io::Result::Ok(())
/// ```
pub struct Runtime {
    core: Rc<Core>,
}

impl Runtime {
    /// Makes a runtime.
    ///
    /// # Errors
    ///
    /// When the operating system has no room for another event queue, usually because too many files are open.
    pub fn new() -> io::Result<Runtime> {
        Ok(Runtime { core: Rc::new(Core::new()?) })
    }

    /// Runs the future to its end, together with the tasks, sockets and timers of this runtime, and returns its output.
    ///
    /// # Panics
    ///
    /// When called by code that `block_on` is running on the same thread: await the future there instead. Panics of the future pass through;
    /// panics of tasks do not.
    #[track_caller]
    pub fn block_on<F: IntoFuture>(&self, future: F) -> F::Output {
        let _driving = current::drive();
        let _entered = current::enter(&self.core);
        self.core.run(future.into_future())
    }

    /// Spawns a task on this runtime; see [`spawn`].
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.core.owner.enter().here().spawn(future)
    }

    /// Spawns a task that need not be `Send` on this runtime; see [`spawn_local`].
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        self.core.owner.enter().here().spawn(future)
    }

    /// A handle to spawn tasks with from anywhere, other threads included.
    pub fn handle(&self) -> Handle {
        Handle { home: self.core.owner.home().clone() }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        // The destructors of the tasks run inside the runtime, as their polls did.
        let _entered = current::enter(&self.core);
        self.core.shut_down();
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

/// Spawns tasks on a [`Runtime`], from any thread. It does not keep the runtime alive.
#[derive(Clone)]
pub struct Handle {
    home: Arc<Home>,
}

impl Handle {
    /// The handle of the runtime that runs this code.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn current() -> Handle {
        match current::current() {
            Some(core) => Handle { home: core.owner.home().clone() },
            None => outside("Handle::current"),
        }
    }

    /// Spawns a task; see [`spawn`]. If the runtime has been dropped, the future is dropped at once and the handle resolves to a
    /// cancellation.
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        Home::spawn(&self.home, future)
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

/// Runs the future to its end on this thread and returns its output.
///
/// A [`Runtime`] is made for the duration of the call: inside, tasks can be spawned and sockets and timers used. Tasks that are unfinished at the
/// end are dropped. Use a [`Runtime`] of your own to keep tasks and sockets from one call to the next.
///
/// ```
/// assert_eq!(resumable::block_on(async { 1 + 1 }), 2);
/// ```
///
/// # Panics
///
/// When called by code that `block_on` is running on the same thread: await the future there instead. Also when the operating system refuses
/// to make an event queue; [`Runtime::new`] returns that as an error. Panics of the future pass through; panics of tasks do not.
#[track_caller]
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    let driving = current::drive();
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => panic!("cannot start a runtime: {error}"),
    };
    // `Runtime::block_on` asks again.
    drop(driving);
    runtime.block_on(future)
}

/// Runs the future as a task of its own, beside the code that spawned it.
///
/// The task starts when the current code next waits for something. It and its output are `Send`, so that a runtime may run it on another
/// thread than this one; [`spawn_local`] asks for less.
///
/// # Panics
///
/// Outside a runtime: call it from code that runs inside [`block_on`], or use [`Runtime::spawn`] or [`Handle::spawn`].
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    spawn_here(future, "spawn")
}

/// Runs the future as a task of its own on this thread, for futures that are not `Send`.
///
/// # Panics
///
/// Outside a runtime: call it from code that runs inside [`block_on`], or use [`Runtime::spawn_local`].
#[track_caller]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    spawn_here(future, "spawn_local")
}

#[track_caller]
fn spawn_here<F>(future: F, what: &str) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    match Here::with_current(|here| here.map(|here| here.spawn(future))) {
        Some(handle) => handle,
        None => outside(what),
    }
}

#[track_caller]
fn outside(what: &str) -> ! {
    panic!(
        "{what} was called outside a runtime; call it from code that runs inside resumable::block_on or Runtime::block_on"
    )
}
