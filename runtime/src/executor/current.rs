//! Which runtime the thread belongs to at the moment.

use super::core::Core;
use crate::reactor;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Core>>> = const { RefCell::new(None) };
    /// Set while `block_on` runs on this thread.
    static DRIVING: Cell<bool> = const { Cell::new(false) };
}

/// The runtime whose `block_on`, or whose destructor, is running on this thread.
pub(super) fn current() -> Option<Rc<Core>> {
    // The thread may be at its end, with its locals gone; then there is no runtime either.
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

/// Makes a runtime the current one until dropped, and then puts back the one before it.
pub(super) struct Entered {
    previous: Option<Rc<Core>>,
    _reactor: reactor::Entered,
}

pub(super) fn enter(core: &Rc<Core>) -> Entered {
    let previous = CURRENT.with(|current| current.replace(Some(core.clone())));
    Entered { previous, _reactor: core.reactor().enter() }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let ended = CURRENT.with(|current| current.replace(self.previous.take()));
        drop(ended);
    }
}

/// Proof that no other `block_on` runs on this thread.
pub(super) struct Driving(());

#[track_caller]
pub(super) fn drive() -> Driving {
    if DRIVING.replace(true) {
        panic!(
            "block_on was called by code that block_on is running on the same thread, which would stop every task of that runtime; \
             await the future instead, or move the call to spawn_blocking"
        );
    }
    Driving(())
}

impl Drop for Driving {
    fn drop(&mut self) {
        DRIVING.set(false);
    }
}
