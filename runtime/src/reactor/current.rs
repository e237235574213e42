//! Which reactor drives the thread at the moment.

use super::Handle;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;
use std::time::Instant;

thread_local! {
    /// Needs no destructor, so that it outlives all locals of the thread that have one, and a runtime can be used and dropped by those. Nothing is
    /// leaked: whoever enters puts back what was there before, and in the end that is nothing.
    static CURRENT: RefCell<ManuallyDrop<Option<Handle>>> = const { RefCell::new(ManuallyDrop::new(None)) };
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

/// Whether the clock of this thread is paused.
pub(crate) fn is_paused() -> bool {
    IS_PAUSED.get()
}

/// Keeps the clock of a reactor from being moved on, where it is paused: somebody does on another thread what the runtime waits for.
pub(crate) struct Held(Handle);

impl Held {
    /// Holds the clock of this thread, if it is paused.
    pub(crate) fn by_this_thread() -> Option<Held> {
        if !IS_PAUSED.get() {
            return None;
        }
        Handle::current().filter(|current| current.clock().hold()).map(Held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.0.clock().release() {
            self.0.unpark();
        }
    }
}

impl Handle {
    /// The reactor that drives this thread.
    pub(crate) fn current() -> Option<Handle> {
        CURRENT.with_borrow(|current| (**current).clone())
    }

    /// Calls the closure with the reactor that drives this thread. It runs no code of the user, who could enter another one.
    pub(super) fn with_current<R>(closure: impl FnOnce(Option<&Handle>) -> R) -> R {
        CURRENT.with_borrow(|current| closure(current.as_ref()))
    }

    /// What time it is by its clock.
    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    pub(crate) fn now(&self) -> Instant {
        self.clock().now()
    }

    /// Makes this the current reactor until the guard is dropped.
    pub(crate) fn enter(self) -> Entered {
        let was_paused = IS_PAUSED.replace(self.clock().is_paused());
        let previous = CURRENT.replace(ManuallyDrop::new(Some(self)));
        Entered { was_paused, previous: ManuallyDrop::into_inner(previous) }
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
        let ended = CURRENT.replace(ManuallyDrop::new(self.previous.take()));
        drop(ManuallyDrop::into_inner(ended));
    }
}
