//! Permits that are given out in line: what `Semaphore`, `Mutex`, `RwLock` and `OnceCell` have in common.
//!
//! Whoever wants permits gets them at once if there are enough and nobody is in line; otherwise it joins the line. Permits that come back serve
//! the line from its front, for as long as there are enough for the first: so a large wish is not starved by small ones that come after it.
//!
//! # Without the lock
//!
//! As long as nobody waits, permits are taken and put back by one atomic operation on a [`Word`]: the number of permits, and a flag that diverts
//! everybody to the lock. Whoever has the lock raises the flag first ([`freeze`](Frozen)), and then has the word to itself: others find the
//! flag, or fail to exchange the word, and queue for the lock. Before it lets go, it lowers the flag if nobody is left in line.
//!
//! Invariants, when the lock is let go: the flag is up if somebody is in line, or the permits are closed; and the first in line wants more than
//! is available.

use super::wait_list::{Line, Locked, Place, WaitList, Waiting};
use crate::sync_shim::{AtomicUsize, const_fn};
use std::sync::atomic::Ordering;
use std::task::{Poll, Waker};

#[cfg(all(test, not(loom)))]
mod tests;

pub(super) struct Permits(WaitList<State>);

pub(super) struct State {
    /// Set by `close`, never cleared.
    closed: bool,
}

/// The number of permits, times two, plus one if everybody must take the lock.
pub(super) struct Word(AtomicUsize);

const LOCKED: usize = 1;

impl Word {
    /// Changes the number of permits, unless everybody must take the lock, or the closure says no.
    #[inline]
    fn update(&self, change: impl Fn(usize) -> Option<usize>) -> bool {
        let mut word = self.0.load(Ordering::Relaxed);
        loop {
            if word & LOCKED != 0 {
                return false;
            }
            let Some(permits) = change(word >> 1) else { return false };
            // Acquire: what was done under a permit that came back is seen by who takes it. Release: the same, by who put it back.
            match self.0.compare_exchange_weak(word, permits << 1, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(changed) => word = changed,
            }
        }
    }
}

/// What one in line wants.
pub(super) struct Wish {
    permits: usize,
    /// Set when it is released with its permits; not set when it is released because of `close`.
    granted: bool,
}

/// Why there are no permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Not now.
    Busy,
    /// Never again.
    Closed,
}

impl Permits {
    /// More could overflow when they are added.
    pub(super) const MOST: usize = usize::MAX >> 3;

    const_fn! {
        #[track_caller]
        pub(super) fn new(available: usize) -> Self {
            assert!(available <= Permits::MOST, "too many permits: a semaphore has Semaphore::MAX_PERMITS at most");
            Permits(WaitList::with_shared(Word(AtomicUsize::new(available << 1)), State { closed: false }))
        }
    }

    /// Takes so many permits if that can be done without waiting.
    #[inline]
    pub(super) fn try_acquire(&self, permits: usize) -> Result<(), Refused> {
        if self.0.shared().update(|available| available.checked_sub(permits)) {
            return Ok(());
        }
        Frozen::new(self.0.lock()).take(permits)
    }

    /// Takes at most so many of the permits that are there, and says how many.
    pub(super) fn take_up_to(&self, most: usize) -> usize {
        let mut frozen = Frozen::new(self.0.lock());
        let taken = frozen.available.min(most);
        frozen.available -= taken;
        taken
    }

    /// Waits for so many permits. An error means that the permits are closed.
    ///
    /// Cancel safety: a place in line is lost, permits are not.
    pub(super) fn acquire(&self, permits: usize) -> Waiting<'_, State> {
        self.0.wait(Wish { permits, granted: false })
    }

    /// Puts so many permits back, or in for the first time.
    ///
    /// # Panics
    ///
    /// If there are more than [`MOST`](Permits::MOST) then, before the line is served. Nothing is changed in that case.
    #[inline]
    #[track_caller]
    pub(super) fn release(&self, permits: usize) {
        let add = |available: usize| available.checked_add(permits).filter(|sum| *sum <= Permits::MOST);
        if !self.0.shared().update(add) {
            self.release_locked(permits);
        }
    }

    #[cold]
    #[track_caller]
    fn release_locked(&self, permits: usize) {
        let mut frozen = Frozen::new(self.0.lock());
        let available = frozen.available.saturating_add(permits);
        if available > Permits::MOST {
            drop(frozen);
            panic!("too many permits: a semaphore has Semaphore::MAX_PERMITS at most");
        }
        frozen.available = available;
        frozen.serve();
    }

    pub(super) fn available(&self) -> usize {
        self.0.shared().0.load(Ordering::Acquire) >> 1
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.lock().closed
    }

    /// Gives out no more permits, and tells those in line.
    pub(super) fn close(&self) {
        let mut frozen = Frozen::new(self.0.lock());
        frozen.locked.closed = true;
        frozen.locked.release_all();
    }
}

/// The lock, with the word to itself.
struct Frozen<'a> {
    locked: Locked<'a, State>,
    available: usize,
}

impl<'a> Frozen<'a> {
    fn new(locked: Locked<'a, State>) -> Self {
        // Acquire: what was done under the permits that came back before is seen by who gets them now.
        let word = locked.shared().0.fetch_or(LOCKED, Ordering::AcqRel);
        Frozen { locked, available: word >> 1 }
    }

    fn take(&mut self, permits: usize) -> Result<(), Refused> {
        if self.locked.closed {
            return Err(Refused::Closed);
        }
        if self.available < permits || !self.locked.is_line_empty() {
            return Err(Refused::Busy);
        }
        self.available -= permits;
        Ok(())
    }

    /// Gives those at the front of the line what they want, while there is enough.
    fn serve(&mut self) {
        while let Some(first) = self.locked.first()
            && first.permits <= self.available
        {
            first.granted = true;
            self.available -= first.permits;
            self.locked.release_first();
        }
    }
}

impl Drop for Frozen<'_> {
    /// Others may use the word again, if there is nobody whom they would overtake.
    fn drop(&mut self) {
        let flag = if self.locked.closed || !self.locked.is_line_empty() { LOCKED } else { 0 };
        self.locked.shared().0.store(self.available << 1 | flag, Ordering::Release);
    }
}

impl Line for State {
    type Shared = Word;
    type Waiter = Wish;
    type Output = Result<(), Refused>;

    #[inline]
    fn poll_unlocked(word: &Word, waiter: &mut Wish) -> Option<Self::Output> {
        word.update(|available| available.checked_sub(waiter.permits)).then_some(Ok(()))
    }

    fn poll(locked: Locked<'_, Self>, waker: &Waker) -> Poll<Self::Output> {
        let mut frozen = Frozen::new(locked);
        match frozen.locked.place() {
            Place::Outside => {
                let permits = frozen.locked.own().permits;
                match frozen.take(permits) {
                    Err(Refused::Busy) => frozen.locked.wait(waker),
                    result => Poll::Ready(result),
                }
            }
            Place::InLine => frozen.locked.wait(waker),
            Place::Released => {
                let granted = frozen.locked.own().granted;
                frozen.locked.settle();
                Poll::Ready(if granted { Ok(()) } else { Err(Refused::Closed) })
            }
        }
    }

    fn leave(locked: Locked<'_, Self>, waiter: &mut Wish, place: Place) {
        let mut frozen = Frozen::new(locked);
        if place == Place::Released && waiter.granted {
            frozen.available += waiter.permits;
        }
        // Who was behind it may be first now, and want less.
        frozen.serve();
    }
}
