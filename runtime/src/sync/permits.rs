//! Permits that are given out in line: what `Semaphore`, `Mutex`, `RwLock` and `OnceCell` have in common.
//!
//! Whoever wants permits gets them at once if there are enough and nobody is in line; otherwise it joins the line. Permits that come back serve
//! the line from its front, for as long as there are enough for the first: so a large wish is not starved by small ones that come after it.
//!
//! Invariant: when the lock is let go, the first in line wants more than is available.

use super::shim::const_fn;
use super::wait_list::{Line, Locked, Place, WaitList, Waiting};
use std::task::{Poll, Waker};

#[cfg(all(test, not(loom)))]
mod tests;

pub(super) struct Permits(WaitList<State>);

pub(super) struct State {
    available: usize,
    /// Set by `close`, never cleared.
    closed: bool,
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
        pub(super) fn new(available: usize) -> Self {
            assert!(available <= Permits::MOST, "too many permits");
            Permits(WaitList::new(State { available, closed: false }))
        }
    }

    /// Takes so many permits if that can be done without waiting.
    pub(super) fn try_acquire(&self, permits: usize) -> Result<(), Refused> {
        let mut locked = self.0.lock();
        take(&mut locked, permits)
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
    /// If there are more than [`MOST`](Permits::MOST) then.
    pub(super) fn release(&self, permits: usize) {
        let mut locked = self.0.lock();
        let available = locked.available.saturating_add(permits);
        if available > Permits::MOST {
            drop(locked);
            panic!("too many permits");
        }
        locked.available = available;
        serve(&mut locked);
    }

    pub(super) fn available(&self) -> usize {
        self.0.lock().available
    }

    pub(super) fn is_closed(&self) -> bool {
        self.0.lock().closed
    }

    /// Gives out no more permits, and tells those in line.
    pub(super) fn close(&self) {
        let mut locked = self.0.lock();
        locked.closed = true;
        locked.release_all();
    }
}

fn take(locked: &mut Locked<'_, State>, permits: usize) -> Result<(), Refused> {
    if locked.closed {
        return Err(Refused::Closed);
    }
    if locked.available < permits || !locked.is_line_empty() {
        return Err(Refused::Busy);
    }
    locked.available -= permits;
    Ok(())
}

/// Gives those at the front of the line what they want, while there is enough.
fn serve(locked: &mut Locked<'_, State>) {
    let mut available = locked.available;
    while let Some(first) = locked.first()
        && first.permits <= available
    {
        first.granted = true;
        available -= first.permits;
        locked.release_first();
    }
    locked.available = available;
}

impl Line for State {
    type Waiter = Wish;
    type Output = Result<(), Refused>;

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<Self::Output> {
        match locked.place() {
            Place::Outside => {
                let permits = locked.own().permits;
                match take(&mut locked, permits) {
                    Err(Refused::Busy) => locked.wait(waker),
                    result => Poll::Ready(result),
                }
            }
            Place::InLine => locked.wait(waker),
            Place::Released => {
                let granted = locked.own().granted;
                locked.settle();
                Poll::Ready(if granted { Ok(()) } else { Err(Refused::Closed) })
            }
        }
    }

    fn leave(mut locked: Locked<'_, Self>, waiter: &mut Wish, place: Place) {
        if place == Place::Released && waiter.granted {
            locked.available += waiter.permits;
        }
        // Who was behind it may be first now, and want less.
        serve(&mut locked);
    }
}
