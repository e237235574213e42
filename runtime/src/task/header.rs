//! What every task has, whatever its future: counts, flags, links.
//!
//! A task is one allocation, a [`Header`] and behind it the future, whose place the result takes when it is there. Everything but
//! [`cell`](super::cell) sees the header only.
//!
//! # References
//!
//! `state` counts who keeps the allocation: the runtime until the task is complete, its [`JoinHandle`](super::JoinHandle), every waker, and the
//! inbox of its home while the task stands in there. The run queue and the list of tasks share the runtime's reference. A turn borrows it for the
//! waker it hands out, so that polling counts nothing.
//!
//! # Who may touch what
//!
//! | field | set | by whom |
//! | --- | --- | --- |
//! | `state`: `NOTIFIED` | when the task is put into the inbox of its home, or is due to be; cleared when it is taken out | set by any thread, cleared by the home |
//! | `state`: `ABORTED` | by `abort`, never cleared | any thread |
//! | `state`: `NOTIFIED`, of tasks without a home | when the task is put into a queue, or is due to be once its turn is over; cleared when its turn begins | any thread |
//! | `state`: `RUNNING`, of tasks without a home | when its turn begins; cleared when that ends, unless the task is complete | whoever took it out of a queue |
//! | `join`: `COMPLETE` | once the future is dropped and the result is in its place; never cleared | whoever completes the task |
//! | `join`: `INTEREST` | at birth; cleared when the handle is dropped before the task is complete | the handle |
//! | `join`: `WAKER` | while `join_waker` has a waker and the handle is not changing it | the handle, as long as the task is not complete |
//! | `join`: `TAKEN` | when the handle has handed the result out | the handle |
//! | `join_waker` | | the handle while `WAKER` is not set; if it is set when the task completes, whoever completes the task, from then on |
//! | `next`, `links` | see [`lists`](super::lists) | the thread of the home; of tasks without a home, who holds the lock of the list |
//! | `inbox_next` | when `NOTIFIED` is | who set `NOTIFIED`, then the home that takes the task out |
//! | future | | the thread of the home; whoever set `RUNNING` |
//! | result | | whoever completes the task until `COMPLETE` is set; then the handle, or the former if there is none |

use super::home::Home;
use super::panic::PanicHook;
use crate::sync_shim::{AtomicU8, AtomicU32, Cell, Ordering, UnsafeCell};
use crate::wake::wake_all;
use std::alloc::Layout;
use std::process::abort;
use std::ptr::NonNull;
use std::task::{Context, RawWakerVTable, Waker};

pub(super) const NOTIFIED: u32 = 1;
pub(super) const ABORTED: u32 = 1 << 1;
pub(super) const RUNNING: u32 = 1 << 2;
/// One reference.
pub(super) const REF: u32 = 1 << 3;
/// So many references cannot be those of wakers that somebody has kept: each takes 16 bytes. Those that were forgotten would overflow the count.
const MOST_REFS: u32 = 1 << 28;

pub(super) const COMPLETE: u8 = 1;
pub(super) const INTEREST: u8 = 1 << 1;
pub(super) const WAKER: u8 = 1 << 2;
pub(super) const TAKEN: u8 = 1 << 3;

#[repr(C)]
pub(crate) struct Header {
    pub(super) state: AtomicU32,
    pub(super) join: AtomicU8,
    pub(super) vtable: &'static Vtable,
    /// Where the task lives, which its kind knows: a [`Home`](super::home::Home), a [`Shard`](super::shared::Shard), or for the jobs of the blocking
    /// pool a [`PanicHook`] or null. The kind also sees to it that the place is alive as long as the allocation.
    pub(super) place: *const (),
    pub(super) next: Cell<Option<TaskPtr>>,
    pub(super) inbox_next: Cell<Option<TaskPtr>>,
    pub(super) links: Links,
    pub(super) join_waker: UnsafeCell<Option<Waker>>,
}

/// The neighbours in the list of tasks.
#[derive(Default)]
pub(super) struct Links {
    pub(super) previous: Cell<Option<TaskPtr>>,
    pub(super) next: Cell<Option<TaskPtr>>,
}

/// What depends on the type of the future. Each function wants a task that is alive; none unwinds.
pub(super) struct Vtable {
    /// Polls the future. If it is ready or panics, drops it, puts the result into its place and says true. Wants exclusive access to the future,
    /// which has not been dropped.
    pub(super) poll: unsafe fn(TaskPtr, &mut Context<'_>) -> bool,
    /// Drops the future and puts a cancellation into its place. Wants what `poll` wants.
    pub(super) cancel: unsafe fn(TaskPtr),
    /// Moves the result to where the pointer points, which is room for a `Result<F::Output, JoinError>`. Wants exclusive access to the result,
    /// which is there.
    pub(super) take_result: unsafe fn(TaskPtr, *mut ()),
    /// Drops the result. Wants what `take_result` wants.
    pub(super) drop_result: unsafe fn(TaskPtr),
    /// Drops what is left, and says how the memory was allocated, which is the caller's from then on. Wants that nobody has a reference, and that
    /// there are neither a future nor a result.
    pub(super) clear: unsafe fn(TaskPtr) -> Layout,
    pub(super) kind: &'static Kind,
}

/// How a task is brought to its turn, which depends on where it lives.
pub(crate) struct Kind {
    pub(super) waker: RawWakerVTable,
    /// Sees to it that a task whose `ABORTED` is set is cancelled.
    pub(super) abort: unsafe fn(TaskPtr),
    /// Whether the place is a home, whose thread alone completes the task.
    pub(super) is_local: bool,
    /// Gives the memory of a task back, and tells the place that the task is gone. Wants a place that is alive and has counted the task, and memory
    /// that nobody uses.
    pub(super) free: unsafe fn(*const (), NonNull<u8>, Layout),
    /// Who is to be told of a panic, if anybody. Wants a place that is alive.
    pub(super) panic_hook: unsafe fn(*const ()) -> Option<PanicHook>,
}

/// Names a task, and does not keep it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct TaskPtr(pub(super) NonNull<Header>);

impl TaskPtr {
    /// # Safety
    ///
    /// The task is alive, and stays so for the lifetime that the caller chooses.
    pub(super) unsafe fn header<'a>(self) -> &'a Header {
        // SAFETY: The pointer comes from an allocation that begins with a `Header`; that it is alive is the caller's promise. The header is only
        // ever reached through shared references.
        unsafe { self.0.as_ref() }
    }

    /// Adds a reference.
    ///
    /// # Safety
    ///
    /// The task is alive.
    pub(super) unsafe fn retain(self) {
        // SAFETY: The caller's promise. Relaxed, as for every count: who can add a reference has one, or stands in for one.
        let before = unsafe { self.header() }.state.fetch_add(REF, Ordering::Relaxed);
        if before / REF > MOST_REFS {
            abort();
        }
    }

    /// Gives a reference up. The last one frees the task.
    ///
    /// # Safety
    ///
    /// The caller has a reference, and does not use it, or any borrow of the task, after this.
    pub(super) unsafe fn release(self) {
        // SAFETY: The caller's reference keeps the task until the subtraction.
        let state = unsafe { &self.header().state };
        // Acquire, here and below: what others did with the task before they gave up their references happened before it is freed. If there is
        // but one reference, it is ours, and nobody can add one in the meantime: the subtraction can be left out.
        if state.load(Ordering::Acquire) / REF == 1 || state.fetch_sub(REF, Ordering::AcqRel) / REF == 1 {
            // SAFETY: That was the last reference. The runtime gives up its own only once the task is complete, and the result of a complete
            // task is gone before the handle gives up its own; see `complete` and `JoinHandle`.
            unsafe { self.free() }
        }
    }

    /// # Safety
    ///
    /// Nobody has a reference, and there are neither a future nor a result.
    unsafe fn free(self) {
        // SAFETY: The caller's promise.
        let header = unsafe { self.header() };
        let (place, free) = (header.place, header.vtable.kind.free);
        // SAFETY: The caller's promise. `header` is not used after this. The task was counted when it was made, so the place is alive, and nothing
        // of the task uses it after this.
        unsafe {
            let layout = (header.vtable.clear)(self);
            free(place, self.0.cast(), layout);
        }
    }

    /// Tells the handle that the result is there, or drops the result if there is no handle.
    ///
    /// # Safety
    ///
    /// The task is alive and was not complete. The result is in its place, and the caller, who put it there, does not touch it after this.
    pub(super) unsafe fn complete(self) {
        // SAFETY: The caller's promise.
        let header = unsafe { self.header() };
        // Release: the result, for the handle. Acquire: the waker, from the handle.
        let before = header.join.fetch_or(COMPLETE, Ordering::AcqRel);
        if before & INTEREST == 0 {
            // SAFETY: There is a result, and no handle any more that could reach it.
            unsafe { (header.vtable.drop_result)(self) }
        } else if before & WAKER != 0 {
            // SAFETY: `WAKER` was set when the task became complete: the slot is ours from then on.
            let waker = header.join_waker.with_mut(|slot| unsafe { (*slot).take() });
            wake_all(waker);
        }
    }
}

impl Header {
    pub(super) fn new(vtable: &'static Vtable, place: *const (), references: u32, flags: u32, join: u8) -> Self {
        Header {
            state: AtomicU32::new((references * REF) | flags),
            join: AtomicU8::new(join),
            vtable,
            place,
            next: Cell::new(None),
            inbox_next: Cell::new(None),
            links: Links::default(),
            join_waker: UnsafeCell::new(None),
        }
    }

    /// The home of a task whose kind says that it has one.
    pub(super) fn home(&self) -> *const Home {
        self.place.cast()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.join.load(Ordering::Acquire) & COMPLETE != 0
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.state.load(Ordering::Acquire) & ABORTED != 0
    }
}
