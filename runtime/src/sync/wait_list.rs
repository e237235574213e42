//! The one wait list, under everything in `sync` in which more than one task can wait.
//!
//! A [`WaitList`] is a state behind a lock, together with a line of those who wait for it to change. Who waits is a [`Waiting`]: a future that
//! contains its own place in the line, so that waiting allocates nothing. What the state is, and when a wait is over, is said by an
//! implementation of [`Line`], which is ordinary safe code; all `unsafe` of the matter is in this file.
//!
//! ```text
//!   WaitList ── lock ──▶ state │ first ─▶ Node ⇄ Node ⇄ Node ◀─ last
//!                                          │      │      │
//!                                       Waiting Waiting Waiting        pinned, in the frames of those who wait
//! ```
//!
//! # The life of one who waits
//!
//! ```text
//!            poll: wait            somebody: release_first, release_all
//!  1. Outside ────────▶ 2. InLine ─────────────────────▶ 3. Released
//!        ▲                  │                                 │
//!        └── poll: settle ──┴────────── poll: settle ─────────┘
//! ```
//!
//! By `release_own` one gets from 1 to 3 without a line: it has taken what it would wait for, before it is polled.
//!
//! Dropped in line, it leaves the line; dropped when released but not yet settled, what it was given must go to somebody else. For both the
//! implementation is told by [`Line::leave`].
//!
//! # Invariants
//!
//! 1. A node is touched only under the lock of its list: links, place, waker and waiter alike.
//! 2. A node is in the line exactly while its place is `InLine`, and then it is alive and pinned: its drop takes it out first.
//! 3. No waker is woken or dropped under the lock: [`Locked`] collects them, and wakes them after it has let go, in the order of the line.

use crate::budget;
use crate::prelude::*;
use crate::sync_shim::{Mutex, MutexGuard, UnsafeCell, const_fn};
use crate::wake::{store_waker, wake_all};
use std::cell::Cell;
use std::future::Future;
use std::marker::PhantomPinned;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::PoisonError;
use std::task::{Context, Poll, Waker, ready};

#[cfg(all(test, loom))]
mod models;
#[cfg(all(test, not(loom)))]
mod tests;

/// The state of a primitive, which says how to wait for it.
pub(in crate::sync) trait Line: Sized {
    /// What is reached without the lock.
    type Shared;
    /// What each of those who wait brings along, and what it is given when it is released.
    type Waiter;
    type Output;

    /// Decides without the lock, for one that is not in line, if that can be done.
    #[inline]
    fn poll_unlocked(_: &Self::Shared, _: &mut Self::Waiter) -> Option<Self::Output> {
        None
    }

    /// Decides, for the one that polls ([`own`](Locked::own), [`place`](Locked::place)): ready, after [`settle`](Locked::settle) if it was in
    /// line, or [`wait`](Locked::wait).
    fn poll(locked: Locked<'_, Self>, waker: &Waker) -> Poll<Self::Output>;

    /// One that waited was dropped, and has been taken out of the line. `place` is where it was, `InLine` or `Released`.
    fn leave(locked: Locked<'_, Self>, waiter: &mut Self::Waiter, place: Place);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sync) enum Place {
    /// It has not waited yet, or has settled.
    Outside,
    /// It waits.
    InLine,
    /// It was taken out of the line by somebody else, and does not know yet.
    Released,
}

/// A state, and the line of those who wait for it to change.
pub(in crate::sync) struct WaitList<L: Line> {
    shared: L::Shared,
    locked: Mutex<Inner<L>>,
}

struct Inner<L: Line> {
    state: L,
    first: Link<L::Waiter>,
    last: Link<L::Waiter>,
}

type Link<W> = Option<NonNull<UnsafeCell<Node<W>>>>;

struct Node<W> {
    previous: Link<W>,
    next: Link<W>,
    place: Place,
    /// Set by `wait`, taken by whoever releases.
    waker: Option<Waker>,
    waiter: W,
}

// SAFETY: the pointers of the list and of its nodes are followed under the lock only (invariant 1), to nodes that are alive (invariant 2); so
// whoever has the lock may touch the waiters, on any thread, if these may change threads. Wakers may.
unsafe impl<L: Line<Waiter: Send> + Send> Send for Inner<L> {}

impl<L: Line<Shared = ()>> WaitList<L> {
    const_fn! {
        pub(in crate::sync) fn new(state: L) -> Self {
            WaitList::with_shared((), state)
        }
    }
}

impl<L: Line> WaitList<L> {
    const_fn! {
        pub(in crate::sync) fn with_shared(shared: L::Shared, state: L) -> Self {
            WaitList { shared, locked: Mutex::new(Inner { state, first: None, last: None }) }
        }
    }

    pub(in crate::sync) fn shared(&self) -> &L::Shared {
        &self.shared
    }

    pub(in crate::sync) fn lock(&self) -> Locked<'_, L> {
        self.lock_for(None)
    }

    /// Calls the closure with the state, under the lock, where nobody is to be released by that.
    #[inline]
    pub(in crate::sync) fn look<R>(&self, closure: impl FnOnce(&mut L) -> R) -> R {
        closure(&mut self.locked.lock().unwrap_or_else(PoisonError::into_inner).state)
    }

    /// A future that waits as [`Line::poll`] says.
    pub(in crate::sync) fn wait(&self, waiter: L::Waiter) -> Waiting<'_, L> {
        let node = Node { previous: None, next: None, place: Place::Outside, waker: None, waiter };
        Waiting {
            list: self,
            own: Own { node: UnsafeCell::new(node), joined: Cell::new(false) },
            _pinned: PhantomPinned,
        }
    }

    fn lock_for<'a>(&'a self, own: Option<&'a Own<L::Waiter>>) -> Locked<'a, L> {
        // No code of the user runs under this lock, but for cloning a waker, before anything is changed.
        let guard = self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        Locked { guard, shared: &self.shared, own, afterwards: Afterwards::default() }
    }
}

/// The lock of a list. It dereferences to the state, and wakes after it has let go.
pub(in crate::sync) struct Locked<'a, L: Line> {
    // Fields drop in this order: the lock is let go before anybody is woken.
    guard: MutexGuard<'a, Inner<L>>,
    shared: &'a L::Shared,
    /// Who polls. Its node belongs to this list and is pinned for `'a`.
    own: Option<&'a Own<L::Waiter>>,
    afterwards: Afterwards,
}

/// What is woken and dropped after the lock was let go.
#[derive(Default)]
struct Afterwards {
    first: Option<Waker>,
    rest: Vec<Waker>,
    displaced: Option<Waker>,
}

impl Drop for Afterwards {
    #[inline]
    fn drop(&mut self) {
        if self.first.is_some() {
            self.wake();
        }
    }
}

impl Afterwards {
    fn wake(&mut self) {
        wake_all(self.first.take().into_iter().chain(mem::take(&mut self.rest)));
    }
}

impl<L: Line> Deref for Locked<'_, L> {
    type Target = L;

    fn deref(&self) -> &L {
        &self.guard.state
    }
}

impl<L: Line> DerefMut for Locked<'_, L> {
    fn deref_mut(&mut self) -> &mut L {
        &mut self.guard.state
    }
}

impl<'a, L: Line> Locked<'a, L> {
    /// What is reached without the lock.
    pub(in crate::sync) fn shared(&self) -> &'a L::Shared {
        self.shared
    }

    /// What the one that polls has brought along.
    ///
    /// # Panics
    ///
    /// If nobody polls.
    pub(in crate::sync) fn own(&mut self) -> &mut L::Waiter {
        &mut self.own_node().waiter
    }

    /// Where the one that polls is.
    pub(in crate::sync) fn place(&mut self) -> Place {
        self.own_node().place
    }

    /// Joins the end of the line, or stays in it, with this waker.
    pub(in crate::sync) fn wait<T>(&mut self, waker: &Waker) -> Poll<T> {
        // Cloning may panic, so it comes before everything else.
        let displaced = store_waker(&mut self.own_node().waker, waker);
        self.afterwards.displaced = displaced;
        if self.place() != Place::InLine {
            let own = self.own.expect("somebody polls");
            own.joined.set(true);
            self.append(NonNull::from(&own.node));
        }
        Poll::Pending
    }

    /// Leaves the line, or takes note of having been released: the wait is over.
    pub(in crate::sync) fn settle(&mut self) {
        let own = self.own.expect("somebody polls");
        if self.place() == Place::InLine {
            self.unlink(NonNull::from(&own.node));
        }
        let node = self.own_node();
        node.place = Place::Outside;
        self.afterwards.displaced = node.waker.take();
        own.joined.set(false);
    }

    /// Makes the one that polls, and is in no line, one that was released and does not know yet.
    pub(in crate::sync) fn release_own(&mut self) {
        debug_assert!(self.place() == Place::Outside, "who is in line is released by others");
        self.own_node().place = Place::Released;
        self.own.expect("somebody polls").joined.set(true);
    }

    pub(in crate::sync) fn is_line_empty(&self) -> bool {
        self.guard.first.is_none()
    }

    /// What the first in line has brought along.
    pub(in crate::sync) fn first(&mut self) -> Option<&mut L::Waiter> {
        let first = self.guard.first?;
        Some(&mut self.node(first).waiter)
    }

    /// Takes the first out of the line and wakes it. False if there is none.
    pub(in crate::sync) fn release_first(&mut self) -> bool {
        let Some(first) = self.guard.first else { return false };
        self.unlink(first);
        let node = self.node(first);
        node.place = Place::Released;
        let waker = node.waker.take();
        self.wake(waker);
        true
    }

    /// Takes everybody out of the line and wakes them, first to last.
    pub(in crate::sync) fn release_all(&mut self) {
        while self.release_first() {}
    }

    /// Wakes the waker after the lock was let go.
    pub(in crate::sync) fn wake(&mut self, waker: Option<Waker>) {
        if self.afterwards.first.is_none() {
            self.afterwards.first = waker;
        } else {
            self.afterwards.rest.extend(waker);
        }
    }

    fn own_node(&mut self) -> &mut Node<L::Waiter> {
        let own = self.own.expect("somebody polls");
        self.node(NonNull::from(&own.node))
    }

    /// A node of this list.
    fn node(&mut self, node: NonNull<UnsafeCell<Node<L::Waiter>>>) -> &mut Node<L::Waiter> {
        // SAFETY: the callers, all in this file, pass a node in the line, which is alive (invariant 2), or the own one, which is alive for `'a`.
        // The lock is held, by `self`, for as long as the reference lives, and `self` is borrowed by it, so there is no other reference to this
        // or another node of the list (invariant 1).
        unsafe { node.as_ref().with_mut(|node| &mut *node) }
    }

    /// Puts a node that is not in line at its end.
    fn append(&mut self, node: NonNull<UnsafeCell<Node<L::Waiter>>>) {
        let previous = self.guard.last.replace(node);
        match previous {
            Some(previous) => self.node(previous).next = Some(node),
            None => self.guard.first = Some(node),
        }
        let node = self.node(node);
        (node.previous, node.next, node.place) = (previous, None, Place::InLine);
    }

    /// Takes a node out of the line. The caller gives it another place.
    fn unlink(&mut self, node: NonNull<UnsafeCell<Node<L::Waiter>>>) {
        let node = self.node(node);
        let (previous, next) = (node.previous.take(), node.next.take());
        match previous {
            Some(previous) => self.node(previous).next = next,
            None => self.guard.first = next,
        }
        match next {
            Some(next) => self.node(next).previous = previous,
            None => self.guard.last = previous,
        }
    }
}

/// The future that waits. Dropping it is leaving.
#[must_use = "futures do nothing unless awaited"]
pub(in crate::sync) struct Waiting<'a, L: Line> {
    list: &'a WaitList<L>,
    own: Own<L::Waiter>,
    /// The list points into it.
    _pinned: PhantomPinned,
}

struct Own<W> {
    node: UnsafeCell<Node<W>>,
    /// Set when it joins the line or is released without one, cleared when it settles: whether its drop must take the lock. Touched by the one that polls or drops only.
    joined: Cell<bool>,
}

// SAFETY: the node may be touched from other threads, but only under the lock of the list (invariant 1), which is what `Inner: Send` asks of the
// waiter; the list, which is what `WaitList: Sync` asks for, is shared; everything else is used through `Pin<&mut Self>` or by the drop alone.
unsafe impl<L: Line<Shared: Sync, Waiter: Send> + Send> Send for Waiting<'_, L> {}
// SAFETY: there is nothing that can be done with a shared reference.
unsafe impl<L: Line<Shared: Sync, Waiter: Send> + Send> Sync for Waiting<'_, L> {}

impl<L: Line> Future for Waiting<'_, L> {
    type Output = L::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<L::Output> {
        let unit = ready!(budget::poll_proceed(cx));
        let polled = self.poll_unlimited(cx);
        if polled.is_ready() {
            unit.spend();
        }
        polled
    }
}

impl<L: Line> Waiting<'_, L> {
    /// Polls it without regard to the budget of the turn: it is in line afterwards, unless it is ready.
    #[inline]
    pub(in crate::sync) fn poll_unlimited(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<L::Output> {
        let this = self.as_ref().get_ref();
        if !this.own.joined.get() {
            let decided = this.own.node.with_mut(|node| {
                // SAFETY: the node is in no line and in nobody's hands, and the future is polled by one at a time: nobody else can reach it.
                let waiter = unsafe { &mut (*node).waiter };
                L::poll_unlocked(&this.list.shared, waiter)
            });
            if let Some(output) = decided {
                return Poll::Ready(output);
            }
        }
        L::poll(self.lock(), cx.waker())
    }

    /// The lock of the list, for this one.
    pub(in crate::sync) fn lock(self: Pin<&mut Self>) -> Locked<'_, L> {
        let this = self.into_ref().get_ref();
        // It is pinned, so its node may be put in line.
        this.list.lock_for(Some(&this.own))
    }
}

impl<L: Line> Drop for Waiting<'_, L> {
    fn drop(&mut self) {
        if !self.own.joined.get() {
            return;
        }
        let mut locked = self.list.lock_for(Some(&self.own));
        let place = locked.place();
        if place == Place::InLine {
            locked.unlink(NonNull::from(&self.own.node));
        }
        locked.own_node().place = Place::Outside;
        locked.own = None;
        self.own.node.with_mut(|node| {
            // SAFETY: the node is in no line any more, so nobody but this drop, which has the future to itself, can reach it. `locked` has just
            // forgotten it.
            let waiter = unsafe { &mut (*node).waiter };
            L::leave(locked, waiter, place);
        });
    }
}

impl<L: Line<Shared = ()> + Default> Default for WaitList<L> {
    fn default() -> Self {
        WaitList::new(L::default())
    }
}
