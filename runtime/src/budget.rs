//! The cooperative budget: how much a task may do in one turn before the others get theirs.
//!
//! A future that is always ready, such as a channel that is never empty, would keep its task in one poll for ever. So the executor gives each
//! turn [`UNITS`], and every leaf future of this crate spends one when it has made progress. When they are spent, leaf futures pretend to be
//! pending, and wake the task, which puts it at the end of the run queue.
//!
//! Outside a turn, as on another runtime, there is no budget and nothing is ever held back. The module knows nothing else of the crate, so that
//! everything may use it:
//!
//! ```text
//! fn poll(…) -> Poll<T> {
//!     let unit = ready!(budget::poll_proceed(cx));
//!     if let Some(message) = self.take() {
//!         unit.spend();
//!         return Poll::Ready(message);
//!     }
//!     … // Dropped unspent, the unit goes back: waiting is free.
//!     Poll::Pending
//! }
//! ```

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::task::{Context, Poll};

/// How many times leaf futures may make progress in one turn. That of tokio, since 2020.
const UNITS: u8 = 128;
/// What the cell holds where there is no budget.
const UNLIMITED: u8 = u8::MAX;

std::thread_local! {
    /// What is left of the turn. Set by [`turn`] and by [`poll_proceed`], on this thread only.
    static LEFT: Cell<u8> = const { Cell::new(UNLIMITED) };
}

/// Runs one turn of a task with a budget of its own, and puts back the one around it.
pub(crate) fn turn<R>(poll: impl FnOnce() -> R) -> R {
    with(UNITS, poll)
}

/// Polls a part of a task as if there were no budget.
pub(crate) fn unlimited<R>(poll: impl FnOnce() -> R) -> R {
    with(UNLIMITED, poll)
}

fn with<R>(units: u8, poll: impl FnOnce() -> R) -> R {
    struct PutBack(u8);
    impl Drop for PutBack {
        fn drop(&mut self) {
            LEFT.set(self.0);
        }
    }
    let _put_back = PutBack(LEFT.replace(units));
    poll()
}

/// Whether something is left of the turn.
pub(crate) fn is_left() -> bool {
    LEFT.get() != 0
}

/// Whether the task may go on. Pending if its turn is over: then the waker has been called, and the caller returns `Pending` without having
/// done anything.
pub(crate) fn poll_proceed(cx: &mut Context<'_>) -> Poll<Unit> {
    match LEFT.get() {
        UNLIMITED => Poll::Ready(Unit { taken: false }),
        0 => {
            cx.waker().wake_by_ref();
            Poll::Pending
        }
        left => {
            LEFT.set(left - 1);
            Poll::Ready(Unit { taken: true })
        }
    }
}

/// Spends a unit, once there is one: for what is over at once, without a leaf future.
pub(crate) fn consume() -> impl Future<Output = ()> {
    poll_fn(|cx| poll_proceed(cx).map(Unit::spend))
}

/// Leave to make progress once. Goes back to the budget when it is dropped, unless it was spent.
#[must_use = "spend it when there was progress"]
pub(crate) struct Unit {
    /// False where there is no budget.
    taken: bool,
}

impl Unit {
    /// There was progress.
    pub(crate) fn spend(mut self) {
        self.taken = false;
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        if self.taken {
            LEFT.set(LEFT.get().saturating_add(1).min(UNITS));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    #[test]
    fn a_turn_ends_after_so_much_progress() {
        let mut cx = Context::from_waker(Waker::noop());
        let mut progress = || poll_proceed(&mut cx).map(Unit::spend).is_ready();
        turn(|| {
            assert!((0..UNITS).all(|_| progress()));
            assert!(!progress());
            turn(|| assert!(progress(), "a turn inside a turn has a budget of its own"));
            assert!(!progress());
        });
        assert!((0..1000).all(|_| progress()), "there is no budget outside a turn");
    }

    #[test]
    fn waiting_is_free() {
        let mut cx = Context::from_waker(Waker::noop());
        turn(|| assert!((0..1000).all(|_| poll_proceed(&mut cx).is_ready())));
    }
}
