//! A deadline that wakes.

use super::Handle;
use super::wheel::{Entry, Wheel};
use crate::prelude::*;
use crate::wake::store_waker;
use std::cell::UnsafeCell;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Instant;

/// The timers of a reactor.
pub(super) struct Timers(Mutex<State>);

struct State {
    wheel: Box<Wheel>,
    /// The tick up to which the driving thread sleeps, or is about to; zero while it does not.
    asleep_until: u64,
    /// Set when the reactor goes away, never cleared.
    closed: bool,
}

impl Timers {
    pub(super) fn new() -> Self {
        Timers(Mutex::new(State { wheel: Box::new(Wheel::new()), asleep_until: 0, closed: false }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The tick at which to look again. The caller sleeps until then, as far as timers go: who comes with an earlier one tells it.
    pub(super) fn before_sleep(&self) -> Option<u64> {
        let mut state = self.lock();
        let next = state.wheel.next();
        state.asleep_until = next.unwrap_or(u64::MAX);
        next
    }

    /// Collects the wakers of those whose tick has come. `now` is asked only if there are timers.
    pub(super) fn expire(&self, now: impl FnOnce() -> u64, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        state.asleep_until = 0;
        if state.wheel.length() > 0 {
            state.wheel.advance(now(), |waker| wakers.extend(waker));
        }
    }

    /// Collects the wakers of all, and takes nothing in any more.
    pub(super) fn close(&self, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        state.closed = true;
        state.wheel.clear(|waker| wakers.extend(waker));
    }

    pub(super) fn length(&self) -> usize {
        self.lock().wheel.length()
    }
}

/// A place for a deadline and a waker. It costs nothing before it is set.
pub(crate) struct Timer {
    /// The reactor whose wheel has the entry, or had it last. Set by `set`.
    reactor: Option<Handle>,
    /// Touched under the lock of that reactor's timers; if there is none, by who has the timer alone.
    entry: UnsafeCell<Entry>,
    /// The wheel points to the entry.
    _pinned: PhantomPinned,
}

// SAFETY: The entry, which has pointers, is touched under a lock, or through an exclusive reference.
unsafe impl Send for Timer {}
// SAFETY: A shared reference gives access to nothing.
unsafe impl Sync for Timer {}

impl Timer {
    pub(crate) fn new() -> Self {
        Timer { reactor: None, entry: UnsafeCell::new(Entry::new()), _pinned: PhantomPinned }
    }

    /// Sees to it that the waker is woken at the deadline, by the reactor of this thread if it has one, else by the one that the timer is set with;
    /// false if there is neither, or it is gone.
    pub(crate) fn set(self: Pin<&mut Self>, deadline: Instant, waker: &Waker) -> bool {
        let this = self.project();
        let is_same = |current: &Handle| this.reactor.as_ref().is_some_and(|reactor| reactor.is_same(current));
        let other = Handle::with_current(|current| current.filter(|current| !is_same(current)).cloned());
        if let Some(other) = other {
            drop(this.clear());
            this.reactor = Some(other);
        }
        let Some(reactor) = &this.reactor else { return false };
        let Some(entry) = NonNull::new(this.entry.get()) else { return false };
        let mut state = reactor.timers().lock();
        // SAFETY: The lock is held. If the entry is in a wheel, then in this one. It is pinned, and removed by `clear` before it goes away.
        let displaced = unsafe {
            let displaced = store_waker(&mut (*entry.as_ptr()).waker, waker);
            if (*entry.as_ptr()).is_inserted() || state.closed {
                let is_set = !state.closed;
                drop(state);
                drop(displaced);
                return is_set;
            }
            displaced
        };
        let Some(due) = reactor.clock().tick_from(deadline) else {
            // It will not come to that. The waker stays, and is dropped with the timer.
            drop(state);
            drop(displaced);
            return true;
        };
        // SAFETY: As above, and the entry is in no wheel.
        unsafe { state.wheel.insert(entry, due) }
        let is_next = due < state.asleep_until;
        drop(state);
        drop(displaced);
        if is_next {
            reactor.unpark();
        }
        true
    }

    /// Makes another deadline that of a timer that is set and has not fired. Its waker stays.
    pub(crate) fn reset(self: Pin<&mut Self>, deadline: Instant) {
        let mut this = self;
        let (Some(waker), _) = this.as_mut().project().clear() else { return };
        this.set_again(deadline, &waker);
    }

    /// Sets the timer anew, with the reactor it had.
    fn set_again(self: Pin<&mut Self>, deadline: Instant, waker: &Waker) {
        let this = self.project();
        let Some(reactor) = &this.reactor else { return };
        let Some(entry) = NonNull::new(this.entry.get()) else { return };
        let due = reactor.clock().tick_from(deadline);
        let mut state = reactor.timers().lock();
        // SAFETY: The lock is held, and the entry is in no wheel, since `clear` has removed it.
        let (displaced, is_next) = unsafe {
            let displaced = store_waker(&mut (*entry.as_ptr()).waker, waker);
            match due.filter(|_| !state.closed) {
                Some(due) => {
                    state.wheel.insert(entry, due);
                    (displaced, due < state.asleep_until)
                }
                None => (displaced, false),
            }
        };
        drop(state);
        drop(displaced);
        if is_next {
            reactor.unpark();
        }
    }

    /// Forgets the deadline. False if there was none: it has not been set since the last time.
    pub(crate) fn unset(self: Pin<&mut Self>) -> bool {
        let (waker, was_set) = self.project().clear();
        drop(waker);
        was_set
    }

    fn project(self: Pin<&mut Self>) -> &mut Self {
        // SAFETY: The methods of this file, which use the reference, do not move the entry.
        unsafe { self.get_unchecked_mut() }
    }

    /// Takes the entry out of the wheel it is in. Returns its waker, to be dropped without the lock, and whether it has been in one since the last time.
    fn clear(&mut self) -> (Option<Waker>, bool) {
        let (Some(reactor), Some(entry)) = (&self.reactor, NonNull::new(self.entry.get())) else {
            return (None, false);
        };
        let mut state = reactor.timers().lock();
        // SAFETY: The lock is held. If the entry is in a wheel, then in this one.
        unsafe {
            if (*entry.as_ptr()).is_inserted() {
                state.wheel.remove(entry);
            }
            ((*entry.as_ptr()).waker.take(), (*entry.as_ptr()).forget_due())
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        drop(self.clear());
    }
}
