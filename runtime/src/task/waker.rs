//! Waking tasks that live at a home.
//!
//! A waker is a pointer to the task with a reference. On the thread of the home a wake is a link in the run queue. On any other thread it is a
//! bit, `NOTIFIED`, and whoever sets it puts the task into the inbox and rouses the home, which clears the bit when it takes the task out, before
//! it polls. So a wake either finds the bit set, and then the task is still to be taken out, or sets it. The bit is written even where it is set
//! already: what came before such a wake must be visible to the poll as well.

use super::cell::Scheduled;
use super::header::{Header, Kind, NOTIFIED, TaskPtr};
use super::home::{Here, Home};
use crate::chaos;
use crate::sync_shim::Ordering;
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::task::{RawWaker, RawWakerVTable, Waker};

/// Tasks that live at a home, and never leave its thread.
pub(crate) struct Local;

impl Scheduled for Local {
    const KIND: &'static Kind = &LOCAL;
}

static LOCAL: Kind = Kind {
    waker: RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker),
    abort: wake_task,
    is_local: true,
    free: Home::free,
    panic_hook: Home::panic_hook,
};

/// A waker that borrows the caller's reference.
///
/// # Safety
///
/// The task is alive as long as the waker is.
pub(super) unsafe fn borrowed(task: TaskPtr) -> ManuallyDrop<Waker> {
    // SAFETY: The functions below keep the contract of `RawWakerVTable` for a pointer with a reference, and may be called on any thread. That
    // this one has no reference is made up for by not dropping it: everything but dropping and waking by value wants a task that is alive, no
    // more.
    ManuallyDrop::new(unsafe { Waker::from_raw(raw(task, task.header().vtable.kind)) })
}

fn raw(task: TaskPtr, kind: &'static Kind) -> RawWaker {
    RawWaker::new(task.0.as_ptr().cast_const().cast(), &kind.waker)
}

/// The task of a waker's pointer.
///
/// # Safety
///
/// The pointer is that of one of our wakers.
pub(super) unsafe fn task_of(waker: *const ()) -> TaskPtr {
    // SAFETY: It was made of a `NonNull`.
    TaskPtr(unsafe { NonNull::new_unchecked(waker.cast_mut().cast::<Header>()) })
}

/// # Safety
///
/// The pointer is that of one of our wakers, and so for the functions below.
pub(super) unsafe fn clone(waker: *const ()) -> RawWaker {
    // SAFETY: A waker has a reference, or borrows one.
    unsafe {
        let task = task_of(waker);
        task.retain();
        raw(task, task.header().vtable.kind)
    }
}

unsafe fn wake(waker: *const ()) {
    // SAFETY: The waker has a reference. It is given up last, because it keeps the home alive while that is roused.
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

pub(super) unsafe fn drop_waker(waker: *const ()) {
    // SAFETY: The waker has a reference and is not used any more.
    unsafe { task_of(waker).release() }
}

/// Sees to it that the task is polled, unless it is complete.
///
/// # Safety
///
/// The task is alive during the call, and of the kind `Local`.
unsafe fn wake_task(task: TaskPtr) {
    // SAFETY: The caller's promise.
    let header = unsafe { task.header() };
    let is_done = Here::with(header.home(), |here| {
        // SAFETY: The task is alive, and `here` is its home.
        here.map(|here| unsafe { here.schedule(task) }).is_some()
    });
    if is_done || header.state.fetch_or(NOTIFIED, Ordering::AcqRel) & NOTIFIED != 0 || header.is_complete() {
        return;
    }
    chaos::point();
    // SAFETY: The task is alive. We have set `NOTIFIED`, and hand a reference over. The home is alive because the task is.
    unsafe {
        task.retain();
        if !(*header.home()).receive_from_elsewhere(task) {
            task.release();
        }
    }
}
