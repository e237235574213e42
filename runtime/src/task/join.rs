//! Waiting for a task.
//!
//! # Who has the slot of the waker
//!
//! The handle puts its waker into the slot of the header while `WAKER` is not set, and then sets it; to change the waker it clears the bit first.
//! Whoever completes the task sets `COMPLETE`, and takes the waker if `WAKER` was set at that moment. So of the two bits, which live in one atomic,
//! the one that comes first decides who has the slot: if the handle finds that `COMPLETE` is set when it wants to set or clear `WAKER`, the slot is
//! either its own, because it had cleared `WAKER`, or not its business any more.
//!
//! A task of a home is completed by the thread of the home. If the handle is on that thread too, the two cannot meet, and reading the bits and
//! writing them back is as good as an exchange. That is the usual case, and saves half of the cost of a join.

use super::header::{ABORTED, COMPLETE, Header, INTEREST, TAKEN, TaskPtr, WAKER};
use super::home::Here;
use super::{AbortOnDrop, JoinError};
use crate::budget;
use crate::sync_shim::Ordering;
use crate::wake::drop_isolated;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

/// Waits for a task, and can abort it. Made by [`spawn`](crate::spawn), [`spawn_local`](crate::spawn_local) and
/// [`spawn_blocking`](crate::spawn_blocking).
///
/// Awaiting it gives the output of the task, or a [`JoinError`] if the task panicked or was cancelled. By then the future of the task has
/// been dropped. Dropping the handle detaches the task, which runs on.
///
/// Cancel safety: the handle can be polled, put aside and awaited again (`(&mut handle).await`); nothing is lost.
///
/// # Panics
///
/// When polled again after it has given its result.
pub struct JoinHandle<T> {
    /// Has a reference, and `INTEREST`.
    task: TaskPtr,
    _result: PhantomData<Result<T, JoinError>>,
}

// SAFETY: The handle gives access to the result, by value and once, so that must be `Send`. What it does to the header is atomic, or guarded by the
// bits of `join`. The future stays where it is.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: Through a shared reference there is nothing but atomic reads, and `abort`, which any thread may call.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

impl<T> Unpin for JoinHandle<T> {}
impl<T> UnwindSafe for JoinHandle<T> {}
impl<T> RefUnwindSafe for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// # Safety
    ///
    /// The task makes a `Result<T, JoinError>`. The caller has a reference of it, which is the handle's from now on, and so is `INTEREST`, which is
    /// set. If `T` is not `Send`, the task is one of this thread.
    pub(crate) unsafe fn new(task: TaskPtr) -> Self {
        JoinHandle { task, _result: PhantomData }
    }

    fn header(&self) -> &Header {
        // SAFETY: The handle has a reference.
        unsafe { self.task.header() }
    }

    /// Asks the runtime to drop the task's future instead of polling it again. Returns at once.
    ///
    /// The handle resolves after the future has been dropped, to an error whose [`is_cancelled`](JoinError::is_cancelled) is true; or to the
    /// output, if the task got there first. A job of [`spawn_blocking`](crate::spawn_blocking) can be aborted only as long as it waits for a
    /// thread.
    pub fn abort(&self) {
        // SAFETY: The handle has a reference.
        unsafe { abort(self.task) }
    }

    /// Aborts the task, and gives the handle back to wait until its future has been dropped: `task.cancel().await`.
    ///
    /// That gives an error whose [`is_cancelled`](JoinError::is_cancelled) is true; or the output, if the task got there first.
    ///
    /// Cancel safety: the task is aborted at once, whether the handle is awaited or not.
    ///
    /// ```
    /// # resumable::block_on(async {
    /// let task = resumable::spawn(std::future::pending::<()>());
    /// assert!(task.cancel().await.unwrap_err().is_cancelled());
    /// # });
    /// ```
    #[must_use = "await it to wait for the end of the task; `abort` does not wait"]
    pub fn cancel(self) -> JoinHandle<T> {
        self.abort();
        self
    }

    /// Makes this a handle that aborts the task when it is dropped: for tasks that are of no use without whoever has spawned them.
    ///
    /// ```
    /// # resumable::block_on(async {
    /// let task = resumable::spawn(async { 6 * 7 }).abort_on_drop();
    /// assert_eq!(task.await.unwrap(), 42);
    /// # });
    /// ```
    pub fn abort_on_drop(self) -> AbortOnDrop<T> {
        AbortOnDrop::new(self)
    }

    /// A handle that can abort the task, and nothing else.
    pub fn abort_handle(&self) -> AbortHandle {
        // SAFETY: The handle has a reference.
        unsafe { self.task.retain() }
        AbortHandle { task: self.task }
    }

    /// Whether awaiting the handle would give its result at once.
    pub fn is_finished(&self) -> bool {
        self.header().is_complete()
    }

    /// What tells the task apart from others.
    pub fn id(&self) -> Id {
        Id::of(self.task)
    }

    /// Changes the bits of `join`, unless the task is complete: then the bits are the error.
    fn update(&self, change: impl Fn(u8) -> u8) -> Result<u8, u8> {
        let header = self.header();
        let join = &header.join;
        let mut bits = join.load(Ordering::Acquire);
        if header.vtable.kind.is_local && Here::with(header.home(), |here| here.is_some()) {
            if bits & COMPLETE != 0 {
                return Err(bits);
            }
            // Release, for a thread that the handle is sent to.
            join.store(change(bits), Ordering::Release);
            return Ok(bits);
        }
        while bits & COMPLETE == 0 {
            match join.compare_exchange_weak(bits, change(bits), Ordering::AcqRel, Ordering::Acquire) {
                Ok(before) => return Ok(before),
                Err(now) => bits = now,
            }
        }
        Err(bits)
    }

    /// Puts the waker into the slot; an error if the task is complete.
    fn store_waker(&mut self, waker: &Waker) -> Result<(), u8> {
        self.update(|bits| bits & !WAKER)?;
        let displaced = self.header().join_waker.with_mut(|slot| {
            // SAFETY: `WAKER` is not set, and the task was not complete when it was cleared: the slot is ours. Cloning is the only code of others
            // that runs here, and it cannot reach the slot: that takes this handle, which is borrowed.
            let slot = unsafe { &mut *slot };
            crate::wake::store_waker(slot, waker)
        });
        drop(displaced);
        match self.update(|bits| bits | WAKER) {
            Ok(_) => Ok(()),
            Err(bits) => {
                self.drop_waker();
                Err(bits)
            }
        }
    }

    /// Empties the slot, which is ours.
    fn drop_waker(&mut self) {
        // SAFETY: The callers have cleared `WAKER` before the task was complete.
        let waker = self.header().join_waker.with_mut(|slot| unsafe { (*slot).take() });
        drop_isolated(waker);
    }

    /// Polls it without regard to the budget of the turn.
    pub(super) fn poll_unlimited(&mut self, cx: &mut Context<'_>) -> Poll<Result<T, JoinError>> {
        if self.poll_complete(cx) { Poll::Ready(self.take()) } else { Poll::Pending }
    }

    /// Whether the task is complete; if not, the waker is left.
    fn poll_complete(&mut self, cx: &mut Context<'_>) -> bool {
        self.is_finished() || self.store_waker(cx.waker()).is_err()
    }

    /// Moves the result out, of a task that is complete.
    fn take(&mut self) -> Result<T, JoinError> {
        let header = self.header();
        // Nobody else writes the bits of a complete task.
        header.join.store(header.join.load(Ordering::Relaxed) | TAKEN, Ordering::Relaxed);
        let mut result = MaybeUninit::<Result<T, JoinError>>::uninit();
        // SAFETY: The task is complete, and the acquiring read that said so makes the result visible; it is the handle's. That it was not taken
        // before is what the callers have made sure of. It has this type, as `new` was promised.
        unsafe {
            (header.vtable.take_result)(self.task, result.as_mut_ptr().cast());
            result.assume_init()
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if !self.poll_complete(cx) {
            return Poll::Pending;
        }
        ready!(budget::poll_proceed(cx)).spend();
        if self.header().join.load(Ordering::Acquire) & TAKEN != 0 {
            panic!("a JoinHandle was polled after it had given its result; poll it until it is ready and no further");
        }
        Poll::Ready(self.take())
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        match self.update(|bits| bits & !(INTEREST | WAKER)) {
            // Whoever completes the task drops the result.
            Ok(_) => self.drop_waker(),
            Err(bits) if bits & TAKEN == 0 => {
                let header = self.header();
                // Nobody else writes the bits of a complete task.
                header.join.store(bits & !INTEREST, Ordering::Relaxed);
                // SAFETY: The task is complete, and the acquiring read that said so makes the result visible; it is the handle's, and was not taken.
                unsafe { (header.vtable.drop_result)(self.task) }
            }
            Err(_) => {}
        }
        // SAFETY: The handle has a reference, which is not used any more.
        unsafe { self.task.release() }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("is_finished", &self.is_finished()).finish_non_exhaustive()
    }
}

/// # Safety
///
/// The caller has a reference.
unsafe fn abort(task: TaskPtr) {
    // SAFETY: The caller's reference.
    unsafe {
        let header = task.header();
        // Release: who sees the bit also sees what came before the abort.
        header.state.fetch_or(ABORTED, Ordering::AcqRel);
        (header.vtable.kind.abort)(task);
    }
}

/// Can abort a task, from anywhere. Made by [`JoinHandle::abort_handle`]. It keeps neither the task nor its runtime running.
pub struct AbortHandle {
    /// Has a reference.
    task: TaskPtr,
}

// SAFETY: It can do nothing but what any thread may do: read atomics, and abort.
unsafe impl Send for AbortHandle {}
// SAFETY: As above.
unsafe impl Sync for AbortHandle {}

impl UnwindSafe for AbortHandle {}
impl RefUnwindSafe for AbortHandle {}

impl AbortHandle {
    /// See [`JoinHandle::abort`].
    pub fn abort(&self) {
        // SAFETY: The handle has a reference.
        unsafe { abort(self.task) }
    }

    /// See [`JoinHandle::is_finished`].
    pub fn is_finished(&self) -> bool {
        // SAFETY: The handle has a reference.
        unsafe { self.task.header() }.is_complete()
    }

    /// See [`JoinHandle::id`].
    pub fn id(&self) -> Id {
        Id::of(self.task)
    }
}

impl Clone for AbortHandle {
    fn clone(&self) -> Self {
        // SAFETY: The handle has a reference.
        unsafe { self.task.retain() }
        AbortHandle { task: self.task }
    }
}

impl Drop for AbortHandle {
    fn drop(&mut self) {
        // SAFETY: The handle has a reference, which is not used any more.
        unsafe { self.task.release() }
    }
}

impl fmt::Debug for AbortHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AbortHandle").field("id", &self.id()).finish_non_exhaustive()
    }
}

/// Tells tasks apart, as long as somebody keeps them: two tasks of which handles, wakers or the tasks themselves are left have different ids. The
/// id of a task of which nothing is left may become another's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(usize);

impl Id {
    pub(super) fn of(task: TaskPtr) -> Self {
        Id(task.0.as_ptr().addr())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({:#x})", self.0)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}
