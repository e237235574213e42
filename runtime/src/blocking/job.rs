//! A closure on its way to a thread and its result on the way back.

use crate::task::{Abort, JoinCell, JoinError};
use crate::wake::drop_isolated;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// A closure without its type.
pub(super) trait Job: Send + Sync {
    /// Calls the closure, unless the job was aborted. Does not unwind.
    fn run(&self);
}

pub(super) struct Closure<F, T> {
    /// Whoever takes the closure, the thread that runs it or the handle that aborts it, also delivers the result.
    closure: Mutex<Option<F>>,
    cell: Arc<JoinCell<T>>,
}

impl<F, T> Closure<F, T> {
    pub(super) fn new(closure: F) -> (Arc<Self>, Arc<JoinCell<T>>) {
        let cell = JoinCell::new();
        (Arc::new(Closure { closure: Mutex::new(Some(closure)), cell: cell.clone() }), cell)
    }

    fn take(&self) -> Option<F> {
        self.closure.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<F: FnOnce() -> T + Send, T: Send> Job for Closure<F, T> {
    fn run(&self) {
        if let Some(closure) = self.take() {
            self.cell.finish(catch_unwind(AssertUnwindSafe(closure)).map_err(JoinError::panicked));
        }
    }
}

impl<F: FnOnce() -> T + Send, T: Send> Abort for Closure<F, T> {
    fn abort(self: Arc<Self>) {
        if let Some(closure) = self.take() {
            drop_isolated(closure);
            self.cell.finish(Err(JoinError::cancelled()));
        }
    }
}
