//! Which reactor drives the thread at the moment.

use super::Handle;
use std::cell::RefCell;

thread_local! {
    static CURRENT: RefCell<Option<Handle>> = const { RefCell::new(None) };
}

impl Handle {
    /// The reactor that drives this thread.
    pub(crate) fn current() -> Option<Handle> {
        // The thread may be at its end, with its locals gone; then nothing drives it either.
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Makes this the current reactor until the guard is dropped.
    pub(crate) fn enter(self) -> Entered {
        Entered { previous: CURRENT.with(|current| current.replace(Some(self))) }
    }
}

/// Puts back the reactor that was current before.
pub(crate) struct Entered {
    previous: Option<Handle>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let ended = CURRENT.with(|current| current.replace(self.previous.take()));
        drop(ended);
    }
}
