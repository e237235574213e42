//! Who wants to be told when a task panics.

use super::header::{INTEREST, TaskPtr};
use super::join::Id;
use crate::sync_shim::Ordering;
use crate::wake::{drop_isolated, panic_message};
use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};
use std::sync::Arc;

/// A panic of a task, as [`Builder::on_task_panic`](crate::Builder::on_task_panic) is told of it.
pub struct TaskPanic<'p> {
    id: Id,
    payload: &'p (dyn Any + Send),
    is_detached: bool,
}

impl TaskPanic<'_> {
    /// Which task it is: that of [`JoinHandle::id`](super::JoinHandle::id).
    pub fn id(&self) -> Id {
        self.id
    }

    /// What the task has panicked with.
    pub fn payload(&self) -> &(dyn Any + Send) {
        self.payload
    }

    /// The message of the panic, if it is a string, as those of `panic!` are.
    pub fn message(&self) -> Option<&str> {
        panic_message(self.payload)
    }

    /// Whether nobody has the [`JoinHandle`](super::JoinHandle) any more, so that nobody else will be told. Whoever has it may still drop it, and not
    /// look.
    pub fn is_detached(&self) -> bool {
        self.is_detached
    }
}

impl fmt::Debug for TaskPanic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskPanic")
            .field("id", &self.id)
            .field("message", &self.message())
            .field("is_detached", &self.is_detached)
            .finish_non_exhaustive()
    }
}

type Hook = dyn Fn(&TaskPanic<'_>) + Send + Sync;

/// What a user wants to be called. It is called again though it may have panicked.
#[derive(Clone)]
pub(crate) struct PanicHook {
    /// Taken when this is dropped.
    hook: Option<Arc<Hook>>,
}

impl PanicHook {
    pub(crate) fn new(hook: impl Fn(&TaskPanic<'_>) + Send + Sync + 'static) -> Self {
        PanicHook { hook: Some(Arc::new(hook)) }
    }

    fn call(&self, panic: &TaskPanic<'_>) {
        let Some(hook) = &self.hook else { return };
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| hook(panic))) {
            drop_isolated(payload);
        }
    }
}

impl UnwindSafe for PanicHook {}
impl RefUnwindSafe for PanicHook {}

impl Drop for PanicHook {
    fn drop(&mut self) {
        // Whoever comes last drops what the user's closure has captured, in the middle of anything.
        drop_isolated(self.hook.take());
    }
}

impl fmt::Debug for PanicHook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PanicHook")
    }
}

/// Tells whoever wants to know that the task has panicked. Does not unwind.
///
/// # Safety
///
/// The task is alive during the call.
#[cold]
pub(super) unsafe fn tell(task: TaskPtr, payload: &(dyn Any + Send)) {
    // SAFETY: The caller's promise.
    let header = unsafe { task.header() };
    // SAFETY: The place is alive as long as the task.
    let Some(hook) = (unsafe { (header.vtable.kind.panic_hook)(header.place) }) else { return };
    let is_detached = header.join.load(Ordering::Acquire) & INTEREST == 0;
    hook.call(&TaskPanic { id: Id::of(task), payload, is_detached });
}
