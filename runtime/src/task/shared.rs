//! Tasks that any worker of a crew may run.
//!
//! The life of such a task is in two bits of its state:
//!
//! ```text
//!                      wake                      taken out of a queue
//!      idle ─────────────────────▶ NOTIFIED ──────────────────────────▶ RUNNING ──── complete
//!       ▲                             ▲                                  │   │
//!       │                             │ its turn ends                    │   │ wake
//!       │                             │                                  │   ▼
//!       └──── its turn ends ──────────┼──────────────────────────────────┘  RUNNING, NOTIFIED
//!                                     └──────────────────────────────────────┘
//! ```
//!
//! Invariant: the task stands in a queue, once, if `NOTIFIED` is set and `RUNNING` is not; otherwise it is in none. The entry in the queue is a
//! [`Queued`], and has a reference. A task that is complete stays `RUNNING`, so that nobody queues it again.

use super::JoinHandle;
use super::cell::{Scheduled, allocate};
use super::census::Census;
use super::current::Noted;
use super::header::{ABORTED, INTEREST, Kind, NOTIFIED, REF, RUNNING, TaskPtr};
use super::lists::TaskList;
use super::memory;
use super::panic::PanicHook;
use super::waker::{borrowed, clone, drop_waker, task_of};
use crate::budget;
use crate::chaos;
use crate::prelude::*;
use crate::sync_shim::{Mutex, MutexGuard, Ordering};
use crate::wake::{store_waker, wake_all};
use std::alloc::Layout;
use std::future::Future;
use std::mem;
use std::ptr::NonNull;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, RawWakerVTable, Waker};

/// Where tasks go when they are ready.
pub(crate) trait Schedule: Send + Sync {
    /// Puts the task into a queue, or drops it if the runtime is gone. Never blocks, nor runs the task.
    fn schedule(&self, task: Queued);
}

/// A part of the tasks of a crew, with a lock of its own. Tasks keep their shard, and through it the queues that their wakes need.
pub(crate) struct Shard {
    scheduler: Arc<dyn Schedule>,
    panic_hook: Option<PanicHook>,
    tasks: Mutex<Tasks>,
}

struct Tasks {
    list: TaskList,
    /// Set by `close`, never cleared.
    closed: bool,
    /// Woken when the last task has ended.
    who_waits: Option<Waker>,
}

// SAFETY: The list is a list of tasks whose futures are `Send`; their links are touched only under the lock of the shard, whichever thread it is.
unsafe impl Send for Tasks {}

impl Shard {
    pub(crate) fn new(scheduler: Arc<dyn Schedule>, census: Arc<Census>, panic_hook: Option<PanicHook>) -> Arc<Self> {
        Arc::new(Shard {
            scheduler,
            panic_hook,
            tasks: Mutex::new(Tasks { list: TaskList::new(census), closed: false, who_waits: None }),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Tasks> {
        // No code of the user runs under this lock.
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Spawns a task. If the shard is closed, the task is cancelled at once.
    pub(crate) fn spawn<F>(self: Arc<Self>, future: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let place = Arc::into_raw(self);
        // Three references: the runtime's, which the list holds, the handle's and the queue's.
        let task = allocate::<F, Shared>(future, place.cast(), 3, NOTIFIED, INTEREST);
        let queued = Queued(task);
        // SAFETY: The task keeps the shard, and the handle's reference, which is given away last, the task.
        let shard = unsafe { &*place };
        let tasks = shard.lock();
        if tasks.closed {
            drop(tasks);
            // SAFETY: Nobody else knows the task, whose future is there. The runtime's reference is given up with it.
            unsafe {
                task.header().state.fetch_or(RUNNING, Ordering::Relaxed);
                let noted = Noted::task(task);
                (task.header().vtable.cancel)(task);
                drop(noted);
                task.complete();
                task.release();
            }
        } else {
            // SAFETY: The task is new, and alive as long as the runtime's reference is not given up. The lock is held.
            unsafe { tasks.list.insert(task) }
            drop(tasks);
            shard.scheduler.schedule(queued);
        }
        // SAFETY: The handle's reference is left, and `INTEREST` is set.
        unsafe { JoinHandle::new(task) }
    }

    /// Ready when there are no tasks in any of them. Remembers the waker of the last call.
    pub(crate) fn poll_ended(shards: &[Arc<Self>], cx: &mut Context<'_>) -> Poll<()> {
        // All of them at once, since a task of one may spawn into another, and end: looked at in turn, both may be empty. Nobody else holds two.
        let mut locked: Vec<_> = shards.iter().map(|shard| shard.lock()).collect();
        let Some(tasks) = locked.iter_mut().find(|tasks| !tasks.list.is_empty()) else { return Poll::Ready(()) };
        let displaced = store_waker(&mut tasks.who_waits, cx.waker());
        drop(locked);
        drop(displaced);
        Poll::Pending
    }

    /// Cancels every task, and says how many there were. To be called once no worker runs any more.
    pub(crate) fn close(&self) -> usize {
        let mut tasks = self.lock();
        tasks.closed = true;
        let who_waits = tasks.who_waits.take();
        drop(tasks);
        drop(who_waits);
        let mut cancelled = 0;
        loop {
            let tasks = self.lock();
            let Some(task) = tasks.list.first() else { return cancelled };
            // SAFETY: The task is in the list, whose lock is held, and is not complete. Nobody is running it. The list's reference is ours.
            unsafe {
                tasks.list.remove(task);
                drop(tasks);
                task.header().state.fetch_or(RUNNING, Ordering::AcqRel);
                let noted = Noted::task(task);
                (task.header().vtable.cancel)(task);
                drop(noted);
                task.complete();
                task.release();
            }
            cancelled += 1;
        }
    }
}

/// The kind of these tasks.
struct Shared;

impl Scheduled for Shared {
    const KIND: &'static Kind = &SHARED;
}

static SHARED: Kind = Kind {
    waker: RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker),
    abort: wake_task,
    is_local: false,
    free: free_task,
    panic_hook,
};

/// # Safety
///
/// The pointer is one that `spawn` has made of an `Arc<Shard>`, which is alive.
unsafe fn panic_hook(shard: *const ()) -> Option<PanicHook> {
    // SAFETY: The caller's promise.
    unsafe { &*shard.cast::<Shard>() }.panic_hook.clone()
}

/// # Safety
///
/// That of [`memory::free`]. The pointer is one that `spawn` has made of an `Arc<Shard>` for this task.
unsafe fn free_task(shard: *const (), task: NonNull<u8>, layout: Layout) {
    // SAFETY: The caller's promise.
    unsafe {
        memory::free(task, layout);
        drop(Arc::<Shard>::from_raw(shard.cast()));
    }
}

/// # Safety
///
/// The pointer is that of one of our wakers, and so for the function below.
unsafe fn wake(waker: *const ()) {
    // SAFETY: The waker has a reference. It is given up last, because it keeps the queues alive while the task is put into one.
    unsafe {
        let task = task_of(waker);
        wake_task(task);
        task.release();
    }
}

unsafe fn wake_by_ref(waker: *const ()) {
    // SAFETY: A waker has a reference, or borrows one.
    unsafe { wake_task(task_of(waker)) }
}

/// Sees to it that the task has a turn, unless it is complete.
///
/// # Safety
///
/// The task is alive during the call, and of the kind `Shared`.
unsafe fn wake_task(task: TaskPtr) {
    // SAFETY: The caller's promise.
    let header = unsafe { task.header() };
    let mut state = header.state.load(Ordering::Relaxed);
    loop {
        let is_idle = state & (NOTIFIED | RUNNING) == 0;
        // The queue's reference is added along with the bit. Where the bit is set already it is written again, so that what came before this
        // wake is visible to the turn.
        let next = (state | NOTIFIED) + if is_idle { REF } else { 0 };
        match header.state.compare_exchange_weak(state, next, Ordering::AcqRel, Ordering::Relaxed) {
            Ok(_) if is_idle => break,
            Ok(_) => return,
            Err(now) => state = now,
        }
    }
    // SAFETY: The place of a shared task is a shard, which the task keeps alive.
    let shard = unsafe { &*header.place.cast::<Shard>() };
    chaos::point();
    shard.scheduler.schedule(Queued(task));
}

/// A task in a queue. Dropping it gives up its turn, and nobody will queue it again: that is for queues that are closed.
pub(crate) struct Queued(TaskPtr);

// SAFETY: The future is `Send`, see `Shard::spawn`, and only the holder of this uses it.
unsafe impl Send for Queued {}

impl Queued {
    pub(super) fn into_raw(self) -> TaskPtr {
        let task = self.0;
        mem::forget(self);
        task
    }

    /// # Safety
    ///
    /// The task came out of `into_raw`, and goes into one `Queued` only.
    pub(super) unsafe fn from_raw(task: TaskPtr) -> Self {
        Queued(task)
    }

    /// Takes the turn of the task. Gives it back if it is to be queued again.
    pub(crate) fn run(self) -> Option<Queued> {
        let task = self.into_raw();
        // SAFETY: The queue's reference is ours.
        let header = unsafe { task.header() };
        // `NOTIFIED` is set and `RUNNING` is not. Acquire: what was written before the wakes.
        let before = header.state.fetch_xor(NOTIFIED | RUNNING, Ordering::AcqRel);
        debug_assert_eq!(before & (NOTIFIED | RUNNING), NOTIFIED);
        let noted = Noted::task(task);
        let is_done = if before & ABORTED != 0 {
            // SAFETY: `RUNNING` is ours, and the task is not complete, as it was not `RUNNING` before.
            unsafe { (header.vtable.cancel)(task) }
            true
        } else {
            // SAFETY: As above; and the task outlives the waker.
            budget::turn(|| unsafe { (header.vtable.poll)(task, &mut Context::from_waker(&borrowed(task))) })
        };
        drop(noted);
        if is_done {
            // SAFETY: The result is there, and the task is in the list of its shard. Of the references we have the queue's, and the list's from
            // when the task is not in the list any more.
            unsafe {
                let shard = &*header.place.cast::<Shard>();
                chaos::point();
                let mut tasks = shard.lock();
                tasks.list.remove(task);
                let who_waits = if tasks.list.is_empty() { tasks.who_waits.take() } else { None };
                drop(tasks);
                task.complete();
                wake_all(who_waits);
                task.release();
                task.release();
            }
            return None;
        }
        chaos::point();
        let mut state = header.state.load(Ordering::Relaxed);
        loop {
            let is_woken = state & NOTIFIED != 0;
            // Idle, it needs the queue's reference no more. The list has one, so this is not the last.
            let next = state - RUNNING - if is_woken { 0 } else { REF };
            match header.state.compare_exchange_weak(state, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) if is_woken => return Some(Queued(task)),
                Ok(_) => return None,
                Err(now) => state = now,
            }
        }
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        // SAFETY: The queue's reference is ours.
        unsafe { self.0.release() }
    }
}
