//! Which runtime the thread belongs to at the moment.

use super::Handle;
use super::crew::Crew;
use crate::reactor;
use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;

/// Of which crew the thread is, and where it sits if it takes turns. The crew is only compared.
pub(super) type Seated = (*const Crew, Option<usize>);

thread_local! {
    /// Needs no destructor, so that it outlives all locals of the thread that have one, and a runtime can be used and dropped by those. Nothing is
    /// leaked: whoever enters puts back what was there before, and in the end that is nothing.
    static CURRENT: RefCell<ManuallyDrop<Option<Handle>>> = const { RefCell::new(ManuallyDrop::new(None)) };
    /// Set where the current runtime is a crew.
    static SEAT: Cell<Option<Seated>> = const { Cell::new(None) };
    /// Set while `block_on` runs on this thread, or the thread works for a crew.
    static DRIVING: Cell<bool> = const { Cell::new(false) };
}

/// The runtime whose `block_on`, or whose destructor, is running on this thread, or that the thread works for.
pub(super) fn current() -> Option<Handle> {
    CURRENT.with_borrow(|current| (**current).clone())
}

/// Calls the closure with the current runtime. It runs no code of the user, who could enter another runtime.
pub(super) fn with_current<R>(closure: impl FnOnce(Option<&Handle>) -> R) -> R {
    CURRENT.with_borrow(|current| closure(current.as_ref()))
}

pub(super) fn seat() -> Option<Seated> {
    SEAT.get()
}

/// Says where the thread sits from now on, and returns where it sat.
pub(super) fn sit(seat: Option<Seated>) -> Option<Seated> {
    SEAT.replace(seat)
}

/// Makes a runtime the current one until dropped, and then puts back the one before it.
pub(super) struct Entered {
    previous: Option<Handle>,
    previous_seat: Option<Seated>,
    _reactor: reactor::Entered,
}

pub(super) fn enter(handle: Handle, seat: Option<Seated>) -> Entered {
    let reactor = handle.reactor().clone().enter();
    let previous = CURRENT.replace(ManuallyDrop::new(Some(handle)));
    Entered { previous: ManuallyDrop::into_inner(previous), previous_seat: SEAT.replace(seat), _reactor: reactor }
}

impl Drop for Entered {
    fn drop(&mut self) {
        SEAT.set(self.previous_seat);
        let ended = CURRENT.replace(ManuallyDrop::new(self.previous.take()));
        drop(ManuallyDrop::into_inner(ended));
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
