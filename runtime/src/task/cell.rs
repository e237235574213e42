//! The allocation of one task, and all that depends on the type of its future.

use super::JoinError;
use super::header::{Header, Kind, TaskPtr, Vtable};
use super::memory;
use super::panic::tell;
use crate::sync_shim::UnsafeCell;
use crate::wake::drop_isolated;
use std::alloc::Layout;
use std::future::Future;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::task::{Context, Poll};

/// The header comes first, so that a pointer to the cell is one to the header.
#[repr(C)]
struct TaskCell<F: Future> {
    header: Header,
    stage: UnsafeCell<Stage<F>>,
}

/// The future, or what came of it. Which of them it is follows from the life of the task: the future from birth until `poll` says that it is done
/// or `cancel` returns, then the result until it is taken or dropped, then nothing.
union Stage<F: Future> {
    future: ManuallyDrop<F>,
    result: ManuallyDrop<Result<F::Output, JoinError>>,
}

/// How tasks of some kind are scheduled, known to the compiler.
pub(crate) trait Scheduled {
    const KIND: &'static Kind;
}

/// What the allocation of a task has to be like.
pub(super) const fn layout<F: Future>() -> Layout {
    Layout::new::<TaskCell<F>>()
}

/// Makes a task in the memory. The caller owns the references.
///
/// # Safety
///
/// The memory is the caller's, who gives it away, and came out of [`memory`](super::memory) for the `layout` of this future.
pub(super) unsafe fn place<F: Future, S: Scheduled>(
    memory: NonNull<u8>,
    future: F,
    place: *const (),
    references: u32,
    flags: u32,
    join: u8,
) -> TaskPtr {
    let header = Header::new(&VtableOf::<F, S>::VTABLE, place, references, flags, join);
    let cell = memory.cast::<TaskCell<F>>();
    // SAFETY: The memory is ours, and of this layout.
    unsafe {
        cell.write(TaskCell { header, stage: UnsafeCell::new(Stage { future: ManuallyDrop::new(future) }) });
    }
    // The pointer is to the whole cell, and is only cast.
    TaskPtr(cell.cast())
}

/// The same, in memory of its own.
pub(super) fn allocate<F: Future, S: Scheduled>(
    future: F,
    place: *const (),
    references: u32,
    flags: u32,
    join: u8,
) -> TaskPtr {
    let memory = memory::allocate(layout::<F>());
    // SAFETY: The memory was just allocated for this.
    unsafe { self::place::<F, S>(memory, future, place, references, flags, join) }
}

struct VtableOf<F, S>(PhantomData<(F, S)>);

impl<F: Future, S: Scheduled> VtableOf<F, S> {
    const VTABLE: Vtable = Vtable {
        poll: poll::<F>,
        cancel: cancel::<F>,
        take_result: take_result::<F>,
        drop_result: drop_result::<F>,
        clear: clear::<F>,
        kind: S::KIND,
    };
}

/// Calls the closure with the stage of the task.
///
/// # Safety
///
/// The task is alive and was made by `allocate::<F, _>`. The pointer is used only in the closure.
unsafe fn with_stage<F: Future, R>(task: TaskPtr, access: impl FnOnce(*mut Stage<F>) -> R) -> R {
    let cell: *const TaskCell<F> = task.0.cast().as_ptr();
    // SAFETY: The pointer is to a whole cell of this type that is alive. The reference is to the cell around the stage, not to what is in it.
    let stage = unsafe { &(*cell).stage };
    stage.with_mut(access)
}

/// # Safety
///
/// That of [`Vtable::poll`], and that of [`with_stage`].
unsafe fn poll<F: Future>(task: TaskPtr, cx: &mut Context<'_>) -> bool {
    // SAFETY: The caller's promise. The future is pinned: the cell does not move, and the future is dropped in its place, by `finish`. `finish`
    // comes after the end of this reference.
    let polled = catch_unwind(AssertUnwindSafe(|| unsafe {
        with_stage::<F, _>(task, |stage| Pin::new_unchecked(&mut *(*stage).future).poll(cx))
    }));
    let result = match polled {
        Ok(Poll::Pending) => return false,
        Ok(Poll::Ready(output)) => Ok(output),
        Err(payload) => {
            // SAFETY: The caller's promise.
            unsafe { tell(task, &*payload) };
            Err(JoinError::panicked(payload))
        }
    };
    // SAFETY: The caller's promise, and the poll is over.
    unsafe { finish::<F>(task, result) };
    true
}

/// # Safety
///
/// That of [`Vtable::cancel`], and that of [`with_stage`].
unsafe fn cancel<F: Future>(task: TaskPtr) {
    // SAFETY: The caller's promise.
    unsafe { finish::<F>(task, Err(JoinError::cancelled())) }
}

/// Drops the future; the result takes its place, unless the destructor panics: then that is the result.
///
/// # Safety
///
/// That of [`Vtable::cancel`], and that of [`with_stage`].
unsafe fn finish<F: Future>(task: TaskPtr, result: Result<F::Output, JoinError>) {
    // SAFETY: There is a future, nobody else uses it, and it is not used again, whether its destructor panics or not.
    let dropped = catch_unwind(AssertUnwindSafe(|| unsafe {
        with_stage::<F, _>(task, |stage| ManuallyDrop::drop(&mut (*stage).future))
    }));
    let result = match dropped {
        Ok(()) => result,
        Err(payload) => {
            // SAFETY: The caller's promise.
            unsafe { tell(task, &*payload) };
            drop_isolated(result);
            Err(JoinError::panicked(payload))
        }
    };
    // SAFETY: The stage is empty now, and nobody else uses it.
    unsafe { with_stage::<F, _>(task, |stage| stage.write(Stage { result: ManuallyDrop::new(result) })) }
}

/// # Safety
///
/// That of [`Vtable::take_result`], and that of [`with_stage`].
unsafe fn take_result<F: Future>(task: TaskPtr, to: *mut ()) {
    // SAFETY: There is a result, nobody else uses it, and it is not used again. There is room for it at `to`.
    unsafe {
        with_stage::<F, _>(task, |stage| {
            to.cast::<Result<F::Output, JoinError>>().write(ManuallyDrop::take(&mut (*stage).result))
        })
    }
}

/// # Safety
///
/// That of [`Vtable::drop_result`], and that of [`with_stage`].
unsafe fn drop_result<F: Future>(task: TaskPtr) {
    // SAFETY: There is a result, nobody else uses it, and it is not used again.
    let result = unsafe { with_stage::<F, _>(task, |stage| ManuallyDrop::take(&mut (*stage).result)) };
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(result))) {
        // SAFETY: The caller's promise.
        unsafe { tell(task, &*payload) };
        drop_isolated(payload);
    }
}

/// # Safety
///
/// That of [`Vtable::clear`], and that of [`with_stage`].
unsafe fn clear<F: Future>(task: TaskPtr) -> Layout {
    // SAFETY: The cell is alive, and nobody uses it any more. The stage is empty, and its destructor does nothing.
    unsafe { task.0.cast::<TaskCell<F>>().drop_in_place() };
    layout::<F>()
}
