//! Spawning from anywhere.

use super::current::{self, Entered};
use super::ledger::Ledger;
use super::metrics::Metrics;
use crate::await_tree;
use crate::prelude::*;
use crate::reactor;
use crate::sync::park;
use crate::sync_shim;
use crate::task::{Away, Here, Home, JoinHandle, Shard};
use std::fmt;
use std::future::{Future, IntoFuture};
use std::sync::Arc;

/// Spawns tasks on a [`Runtime`](super::Runtime), and leads into it, from any thread. It does not keep the runtime alive.
#[derive(Clone)]
pub struct Handle {
    place: Place,
    reactor: reactor::Handle,
    ledger: Arc<Ledger>,
}

/// Where the tasks go.
#[derive(Clone)]
enum Place {
    Home(sync_shim::Arc<Home>),
    Crew(Arc<Shard>),
}

impl Handle {
    pub(super) fn of_home(home: sync_shim::Arc<Home>, reactor: reactor::Handle, ledger: Arc<Ledger>) -> Self {
        Handle { place: Place::Home(home), reactor, ledger }
    }

    pub(super) fn of_crew(shard: Arc<Shard>, reactor: reactor::Handle, ledger: Arc<Ledger>) -> Self {
        Handle { place: Place::Crew(shard), reactor, ledger }
    }

    pub(super) fn reactor(&self) -> &reactor::Handle {
        &self.reactor
    }

    pub(super) fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// The handle of the runtime that runs this code.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn current() -> Handle {
        current::current().unwrap_or_else(|| outside("Handle::current"))
    }

    /// The handle of the runtime that runs this code; `None` outside a runtime.
    pub fn try_current() -> Option<Handle> {
        current::current()
    }

    /// Spawns a task; see [`spawn`]. If the runtime has been dropped, the future is dropped at once and the handle resolves to a
    /// cancellation.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let future = await_tree::task(future);
        if const { is_large::<F>() } { self.spawn_small(Box::pin(future)) } else { self.spawn_small(future) }
    }

    /// Calls the closure on a thread where it may block; see [`spawn_blocking`](crate::spawn_blocking). The runtime waits for it when it is
    /// [shut down](super::Runtime::shut_down).
    ///
    /// # Panics
    ///
    /// If there is no thread and the operating system refuses to start one.
    #[track_caller]
    pub fn spawn_blocking<F, T>(&self, closure: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let _entered = self.step_inside();
        crate::spawn_blocking(closure)
    }

    /// Calls the closure inside the runtime, from any thread: sockets and timers that are made there belong to it, and [`spawn`] spawns its
    /// tasks. [`spawn_local`] panics, unless this code was inside already.
    ///
    /// ```
    /// use resumable::{Runtime, spawn};
    /// use std::thread;
    ///
    /// let runtime = Runtime::new()?;
    /// let handle = runtime.handle();
    /// let task = thread::spawn(move || handle.enter(|| spawn(async { "from elsewhere" }))).join().unwrap();
    /// assert_eq!(runtime.block_on(task).unwrap(), "from elsewhere");
    /// # std::io::Result::Ok(())
    /// ```
    pub fn enter<R>(&self, closure: impl FnOnce() -> R) -> R {
        let _entered = self.step_inside();
        closure()
    }

    /// Runs the future to its end on this thread, inside the runtime, which runs elsewhere: its tasks, sockets and timers do.
    ///
    /// A runtime of one thread does nothing while nobody is in its [`block_on`](super::Runtime::block_on): what waits here for one of its tasks, sockets or
    /// timers then waits as long. Where the runtime has been dropped, sockets give errors, and timers panic.
    ///
    /// ```
    /// use resumable::Builder;
    /// use resumable::time::{Duration, sleep};
    /// use std::thread;
    ///
    /// let runtime = Builder::new().worker_threads(2).build()?;
    /// let handle = runtime.handle();
    /// thread::spawn(move || handle.block_on(sleep(Duration::from_millis(1)))).join().unwrap();
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// # Panics
    ///
    /// When called by code that `block_on` is running on the same thread, or by a task: await the future there instead. Panics of the future pass through.
    #[track_caller]
    pub fn block_on<F: IntoFuture>(&self, future: F) -> F::Output {
        let _driving = current::drive();
        let _entered = self.step_inside();
        let future = await_tree::block_on(future.into_future());
        if const { is_large::<F::IntoFuture>() } { park::block_on(Box::pin(future)) } else { park::block_on(future) }
    }

    /// Makes this the runtime of the thread, unless it is already.
    fn step_inside(&self) -> Option<(Entered, Away)> {
        let is_inside =
            current::with_current(|current| current.is_some_and(|current| Arc::ptr_eq(&current.ledger, &self.ledger)));
        if is_inside { None } else { Some((current::enter(self.clone(), None), Away::from_home())) }
    }

    /// What the runtime does, in numbers.
    pub fn metrics(&self) -> Metrics {
        Metrics::of(&self.ledger, &self.reactor)
    }

    fn spawn_small<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        match &self.place {
            Place::Home(home) => Home::spawn(home, future),
            Place::Crew(shard) => shard.clone().spawn(future),
        }
    }

    /// The shard of a crew.
    fn shard(&self) -> Option<Arc<Shard>> {
        match &self.place {
            Place::Home(_) => None,
            Place::Crew(shard) => Some(shard.clone()),
        }
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").finish_non_exhaustive()
    }
}

/// Runs the future as a task of its own, beside the code that spawned it.
///
/// The task starts when the current code next waits for something. It and its output are `Send`, so that a runtime may run it on another
/// thread than this one; [`spawn_local`] asks for less.
///
/// # Panics
///
/// Outside a runtime: call it from code that runs inside [`block_on`](crate::block_on), or use [`Runtime::spawn`](super::Runtime::spawn) or
/// [`Handle::spawn`].
#[track_caller]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let future = await_tree::task(future);
    if const { is_large::<F>() } { spawn_small(Box::pin(future)) } else { spawn_small(future) }
}

#[track_caller]
fn spawn_small<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    if current::seat().is_none() {
        if Here::with_current(|here| here.is_some()) {
            return spawn_here(future, "spawn");
        }
        return match current::current() {
            Some(handle) => handle.spawn_small(future),
            None => outside("spawn"),
        };
    }
    // Not spawned in the closure: if the runtime is at its end the future is dropped, and code of the user runs.
    match current::with_current(|handle| handle.and_then(Handle::shard)) {
        Some(shard) => shard.spawn(future),
        None => outside("spawn"),
    }
}

/// Runs the future as a task of its own on this thread, for futures that are not `Send`.
///
/// It needs no set around it that would have to be run: where [`spawn`] works, this does, in tasks of other threads as well. With
/// [several threads](super::Builder::worker_threads) the task stays on the one that spawns it, whichever that is at that moment, and takes turns there with the
/// tasks that may go anywhere; what it spawns by `spawn_local` is its neighbour. Its output comes to whoever has the handle, on that thread too unless it is
/// `Send`.
///
/// ```
/// use std::cell::Cell;
/// use std::rc::Rc;
///
/// # resumable::block_on(async {
/// let shared = Rc::new(Cell::new(0));
/// let counting = shared.clone();
/// let task = resumable::spawn_local(async move { counting.set(counting.get() + 1) });
/// task.await?;
/// assert_eq!(shared.get(), 1);
/// # Ok::<(), resumable::JoinError>(())
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// Outside a runtime: call it from code that runs inside [`block_on`](crate::block_on), or use
/// [`Runtime::spawn_local`](super::Runtime::spawn_local).
#[track_caller]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let what = "spawn_local";
    let future = await_tree::task(future);
    if const { is_large::<F>() } { spawn_here(Box::pin(future), what) } else { spawn_here(future, what) }
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

/// Whether a future has to be in a box before it is handed from function to function: each may have a copy on its stack, all the more so where
/// nothing is optimised.
pub(super) const fn is_large<F>() -> bool {
    size_of::<F>() > if cfg!(debug_assertions) { 2 * 1024 } else { 16 * 1024 }
}

#[track_caller]
fn outside(what: &str) -> ! {
    panic!(
        "{what} was called outside a runtime; call it from code that runs inside resumable::block_on or Runtime::block_on"
    )
}
