//! Which reactor drives the thread at the moment.

use super::Handle;
use std::cell::{Cell, RefCell};
use std::time::Instant;

thread_local! {
    static CURRENT: RefCell<Option<Handle>> = const { RefCell::new(None) };
    /// Whether its clock is paused, so that nobody else has to ask.
    static IS_PAUSED: Cell<bool> = const { Cell::new(false) };
}

/// What time it is for this thread.
pub(crate) fn now() -> Instant {
    if !IS_PAUSED.get() {
        return Instant::now();
    }
    Handle::with_current(|current| current.map(|current| current.clock().now())).unwrap_or_else(Instant::now)
}

impl Handle {
    /// The reactor that drives this thread.
    pub(crate) fn current() -> Option<Handle> {
        // The thread may be at its end, with its locals gone; then nothing drives it either.
        CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
    }

    /// Calls the closure with the reactor that drives this thread.
    pub(super) fn with_current<R>(closure: impl FnOnce(Option<&Handle>) -> R) -> R {
        let mut closure = Some(closure);
        let mut call = |handle: Option<&Handle>| closure.take().map(|closure| closure(handle));
        let called = CURRENT.try_with(|current| call(current.borrow().as_ref())).ok().flatten();
        called.or_else(|| call(None)).expect("the closure is called once")
    }

    /// Makes this the current reactor until the guard is dropped.
    pub(crate) fn enter(self) -> Entered {
        let was_paused = IS_PAUSED.replace(self.clock().is_paused());
        Entered { was_paused, previous: CURRENT.with(|current| current.replace(Some(self))) }
    }
}

/// Puts back the reactor that was current before.
pub(crate) struct Entered {
    previous: Option<Handle>,
    was_paused: bool,
}

impl Drop for Entered {
    fn drop(&mut self) {
        IS_PAUSED.set(self.was_paused);
        let ended = CURRENT.with(|current| current.replace(self.previous.take()));
        drop(ended);
    }
}
