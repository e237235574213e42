//! The doors to the executor: `Runtime` and `block_on`.

use super::core::Core;
use super::handle::is_large;
use super::{Builder, Handle, current};
use crate::await_tree;
use crate::prelude::*;
use crate::task::JoinHandle;
use crate::time::{Duration, timeout};
use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::io;
use std::rc::Rc;

/// An executor, a reactor for sockets, and timers: of one thread, or of several, see [`Builder::worker_threads`].
///
/// The tasks of a runtime of one thread run while [`block_on`](Runtime::block_on) does, on the thread that calls it. Between calls they rest. Dropping the runtime drops
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
    pub(super) core: Rc<Core>,
}

impl Runtime {
    /// Makes a runtime.
    ///
    /// # Errors
    ///
    /// When the operating system has no room for another event queue, usually because too many files are open.
    pub fn new() -> io::Result<Runtime> {
        Builder::new().build()
    }

    /// Runs the future to its end, together with the tasks, sockets and timers of this runtime, and returns its output.
    ///
    /// # Panics
    ///
    /// When called by code that `block_on` is running on the same thread, or by a task, on whatever thread that is: await the future there instead.
    /// Panics of the future pass through; panics of tasks do not.
    #[track_caller]
    pub fn block_on<F: IntoFuture>(&self, future: F) -> F::Output {
        let _driving = current::drive();
        let _entered = self.core.enter();
        let future = await_tree::block_on(future.into_future());
        if const { is_large::<F::IntoFuture>() } { self.core.run(Box::pin(future)) } else { self.core.run(future) }
    }

    /// Spawns a task on this runtime; see [`spawn`](crate::spawn).
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        // At home, if that is where tasks go: then they stand in line already.
        let _entered = self.core.owner.enter();
        self.core.handle.spawn(future)
    }

    /// Spawns a task that need not be `Send` on this runtime; see [`spawn_local`](crate::spawn_local).
    #[track_caller]
    pub fn spawn_local<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let entered = self.core.owner.enter();
        let future = await_tree::task(future);
        if const { is_large::<F>() } { entered.here().spawn(Box::pin(future)) } else { entered.here().spawn(future) }
    }

    /// Calls the closure inside the runtime, without running it: sockets and timers that are made there belong to it, and tasks can be spawned.
    ///
    /// ```
    /// use resumable::net::TcpListener;
    ///
    /// let socket = std::net::TcpListener::bind("127.0.0.1:0")?;
    /// let runtime = resumable::Runtime::new()?;
    /// let listener = runtime.enter(|| TcpListener::from_std(socket))?;
    /// # drop(listener);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn enter<R>(&self, closure: impl FnOnce() -> R) -> R {
        let _entered = self.core.enter();
        let _home = self.core.owner.enter();
        closure()
    }

    /// A handle to spawn tasks with from anywhere, other threads included.
    pub fn handle(&self) -> Handle {
        self.core.handle.clone()
    }

    /// Lets the tasks run on for so long at most, then drops those that are left, and says how many they were. [`Duration::ZERO`] is the same as
    /// dropping the runtime, [`Duration::MAX`] waits until every task has ended.
    ///
    /// Jobs of [`spawn_blocking`](crate::spawn_blocking) that code of this runtime has spawned are waited for as well. They cannot be dropped:
    /// those that are left after that time run on, and are reported as [`blocking`](Report::blocking). Tasks of [`spawn_local`] on other threads
    /// than this one are not waited for, nor is what files and the standard streams still have to do.
    ///
    /// ```
    /// use resumable::time::{Duration, sleep};
    ///
    /// let runtime = resumable::Runtime::new()?;
    /// runtime.spawn(sleep(Duration::from_millis(1)));
    /// runtime.spawn(sleep(Duration::from_secs(3600)));
    /// assert_eq!(runtime.shut_down(Duration::from_millis(50)).cancelled(), 1);
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// # Panics
    ///
    /// When called by code that `block_on` is running on the same thread, unless the time is zero.
    ///
    /// [`spawn_local`]: crate::spawn_local
    #[track_caller]
    pub fn shut_down(self, grace: Duration) -> Report {
        if !grace.is_zero() {
            let core = self.core.clone();
            // Whether in time or not shows below.
            let _ = self.block_on(timeout(grace, poll_fn(move |cx| core.poll_ended(cx))));
        }
        let _entered = self.core.enter();
        self.core.shut_down()
    }
}

/// What [`Runtime::shut_down`] has cut short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub(super) cancelled: usize,
    pub(super) blocking: usize,
}

impl Report {
    /// How many tasks had not ended, and were dropped.
    pub fn cancelled(&self) -> usize {
        self.cancelled
    }

    /// How many jobs of [`spawn_blocking`](crate::spawn_blocking) had not ended: they run on, or wait in line for a thread, until they end or the
    /// process does. Those count that were spawned inside of this runtime, by tasks or in [`block_on`](Runtime::block_on) and
    /// [`enter`](Runtime::enter), and not those that other jobs and threads have spawned.
    ///
    /// ```
    /// use resumable::time::Duration;
    /// use std::sync::mpsc;
    ///
    /// let (stop, stopped) = mpsc::channel::<()>();
    /// let runtime = resumable::Runtime::new()?;
    /// runtime.enter(|| resumable::spawn_blocking(move || stopped.recv()));
    /// let report = runtime.shut_down(Duration::from_millis(50));
    /// assert_eq!(report.blocking(), 1);
    /// drop(stop);
    /// # std::io::Result::Ok(())
    /// ```
    pub fn blocking(&self) -> usize {
        self.blocking
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        // The destructors of the tasks run inside the runtime, as their polls did.
        let _entered = self.core.enter();
        self.core.shut_down();
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
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
/// When called by code that `block_on` is running on the same thread, or by a task, on whatever thread that is: await the future there instead.
/// Also when the operating system refuses to make an event queue; [`Runtime::new`] returns that as an error. Panics of the future pass through;
/// panics of tasks do not.
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
