//! Closures for the threads that block. A job is a task without a home: whoever sets `RUNNING` first, the thread that runs it or the handle that
//! aborts it, has the closure and completes the task.

use super::JoinHandle;
use super::cell::{Scheduled, allocate};
use super::current::Noted;
use super::header::{INTEREST, Kind, RUNNING, TaskPtr};
use super::memory;
use super::panic::PanicHook;
use super::waker::{clone, drop_waker};
use crate::prelude::*;
use crate::sync_shim::Ordering;
use std::alloc::Layout;
use std::future::Future;
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::task::{Context, Poll, RawWakerVTable, Waker};

/// A closure that waits for a thread. Dropping it cancels it.
pub(crate) struct Job {
    /// Has a reference.
    task: TaskPtr,
}

// SAFETY: The closure and its result are `Send`, see `new`. `RUNNING` says who may use the closure.
unsafe impl Send for Job {}

/// Without a home.
struct Homeless;

impl Scheduled for Homeless {
    const KIND: &'static Kind = &HOMELESS;
}

/// Its wakers, which nobody is given, do nothing.
static HOMELESS: Kind = Kind {
    waker: RawWakerVTable::new(clone, drop_waker, |_| (), drop_waker),
    abort: abort_job,
    is_local: false,
    free: free_job,
    panic_hook,
};

impl Job {
    pub(crate) fn new<F, T>(closure: F, panic_hook: Option<PanicHook>) -> (Job, JoinHandle<T>)
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        // Two references: the job's and the handle's.
        let place = panic_hook.map_or(ptr::null_mut(), |hook| Box::into_raw(Box::new(hook)));
        let task = allocate::<_, Homeless>(Call(Some(closure)), place.cast(), 2, 0, INTEREST);
        // SAFETY: The second reference and `INTEREST` are the handle's, and this is the type of the result.
        (Job { task }, unsafe { JoinHandle::new(task) })
    }

    /// Calls the closure, unless it was aborted. Does not unwind.
    pub(crate) fn run(self) {
        // SAFETY: The job has a reference. Who has claimed the task has the closure, which is there, and completes it.
        unsafe {
            if claim(self.task) {
                let noted = Noted::task(self.task);
                (self.task.header().vtable.poll)(self.task, &mut Context::from_waker(Waker::noop()));
                drop(noted);
                self.task.complete();
            }
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        // SAFETY: The job has a reference, and does not use it after this.
        unsafe {
            abort_job(self.task);
            self.task.release();
        }
    }
}

/// # Safety
///
/// That of [`memory::free`]. The place is that of a job, and not used after this.
unsafe fn free_job(place: *const (), task: NonNull<u8>, layout: Layout) {
    // SAFETY: The caller's promise.
    unsafe { memory::free(task, layout) }
    if !place.is_null() {
        // SAFETY: `new` has made the pointer of a box.
        drop(unsafe { Box::from_raw(place.cast_mut().cast::<PanicHook>()) });
    }
}

/// # Safety
///
/// The place is that of a job that is alive.
unsafe fn panic_hook(place: *const ()) -> Option<PanicHook> {
    // SAFETY: `new` has made the pointer of a box, unless it is null.
    unsafe { place.cast::<PanicHook>().as_ref() }.cloned()
}

/// Whether the task is the caller's from now on.
///
/// # Safety
///
/// The task is alive.
unsafe fn claim(task: TaskPtr) -> bool {
    // SAFETY: The caller's promise.
    unsafe { task.header() }.state.fetch_or(RUNNING, Ordering::AcqRel) & RUNNING == 0
}

/// # Safety
///
/// The task is alive, and one of this kind.
unsafe fn abort_job(task: TaskPtr) {
    // SAFETY: The caller's promise. Who has claimed the task has the closure, which is there, and completes it.
    unsafe {
        if claim(task) {
            let noted = Noted::task(task);
            (task.header().vtable.cancel)(task);
            drop(noted);
            task.complete();
        }
    }
}

/// A closure as a future that is ready at once.
struct Call<F>(Option<F>);

impl<F> Unpin for Call<F> {}

impl<F: FnOnce() -> T, T> Future for Call<F> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        let closure = self.0.take().expect("a job is polled once");
        Poll::Ready(closure())
    }
}
