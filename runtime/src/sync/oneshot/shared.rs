//! What the two ends of a channel for one value share. There is no lock: each bit of the state is set once, or by one end alone, and says whose
//! the cells are.
//!
//! * The value is the sender's, until it has set `SENT`; from then on it is the receiver's. `SENT` is not set once `RECEIVER_GONE` is.
//! * Each end has a slot for its waker. It is that end's while its bit, `…_WAITS`, is not set; to change the waker it clears the bit first. Who ends
//!   the wait sets the bits that say so, and takes the waker if `…_WAITS` was set at that moment. So of the two bits the one that comes first decides
//!   who has the slot: an end that finds the wait over when it wants to set or clear its bit has the slot only if the bit was clear.
//! * Each end has a last bit, `…_DONE`, after which it touches nothing any more. Who finds the other's set is alone, and frees the memory. A sender that
//!   sends while nobody waits is done in the same moment, and a receiver that sees that need not say anything: so a value that is sent before it is
//!   waited for costs one atomic change in all.

use crate::prelude::*;
use crate::sync_shim::{AtomicU8, Ordering, UnsafeCell};
use crate::wake::{store_waker, wake_all};
use std::ops::Deref;
use std::panic::RefUnwindSafe;
use std::ptr::NonNull;
use std::task::Waker;

/// The value is there, or has been taken. Set by `send`.
pub(super) const SENT: u8 = 1;
/// The sender was dropped without sending. Never together with `SENT`.
pub(super) const SENDER_GONE: u8 = 2;
/// The receiver was closed or dropped. From then on no value is accepted.
pub(super) const RECEIVER_GONE: u8 = 4;
/// There is a waker in the slot of the receiver.
const RECEIVER_WAITS: u8 = 8;
/// There is a waker in the slot of the sender.
const SENDER_WAITS: u8 = 16;
/// The sender touches nothing any more.
pub(super) const SENDER_DONE: u8 = 32;
/// The receiver touches nothing any more.
pub(super) const RECEIVER_DONE: u8 = 64;

pub(super) struct Shared<T> {
    state: AtomicU8,
    value: UnsafeCell<Option<T>>,
    /// Who awaits the value.
    receiver: Slot<RECEIVER_WAITS, { SENT | SENDER_GONE }>,
    /// Who awaits that the receiver goes.
    sender: Slot<SENDER_WAITS, RECEIVER_GONE>,
    /// So that a model fails if this is never freed.
    #[cfg(loom)]
    _counted: crate::sync_shim::Arc<()>,
}

/// What an end holds of what they share. Dropped, it sets the end's last bit.
pub(super) struct End<T, const DONE: u8, const OTHER_DONE: u8> {
    /// Alive until both ends are done.
    shared: NonNull<Shared<T>>,
}

/// What the sender holds.
pub(super) type Sending<T> = End<T, SENDER_DONE, RECEIVER_DONE>;
/// What the receiver holds.
pub(super) type Receiving<T> = End<T, RECEIVER_DONE, SENDER_DONE>;

/// What is left to the sender after it has sent.
pub(super) enum Sent {
    /// Nothing: it is done.
    Done,
    /// This has to be woken, when the sender is done.
    Wake(Option<Waker>),
}

// SAFETY: the state says which end has a cell, and both acquire with it what the other has done before. The ends may be on different threads, and
// the value goes from one to the other.
unsafe impl<T: Send> Sync for Shared<T> {}
// SAFETY: as before.
unsafe impl<T: Send> Send for Shared<T> {}

// SAFETY: an end is a reference to what both share, which is `Send` and `Sync`; the end that is done last drops it, with a value that may be in it.
unsafe impl<T: Send, const DONE: u8, const OTHER_DONE: u8> Send for End<T, DONE, OTHER_DONE> {}
// SAFETY: as before.
unsafe impl<T: Send, const DONE: u8, const OTHER_DONE: u8> Sync for End<T, DONE, OTHER_DONE> {}

/// No user code runs while a cell is in disorder.
impl<T> RefUnwindSafe for Shared<T> {}

/// Both ends of something new.
pub(super) fn ends<T>() -> (Sending<T>, Receiving<T>) {
    let shared = NonNull::from(Box::leak(Box::new(Shared::new())));
    (End { shared }, End { shared })
}

impl<T, const DONE: u8, const OTHER_DONE: u8> Deref for End<T, DONE, OTHER_DONE> {
    type Target = Shared<T>;

    fn deref(&self) -> &Shared<T> {
        // SAFETY: it is alive, as this end is not done.
        unsafe { self.shared.as_ref() }
    }
}

impl<T, const DONE: u8, const OTHER_DONE: u8> Drop for End<T, DONE, OTHER_DONE> {
    fn drop(&mut self) {
        // To look first is cheaper: most often the other end was done before.
        let is_last = self.bits() & OTHER_DONE != 0 || self.state.fetch_or(DONE, Ordering::AcqRel) & OTHER_DONE != 0;
        if is_last {
            #[cfg(loom)]
            self.expect_alone();
            // SAFETY: it came out of a box. Both ends are done, and this is the one that has found it out: the other has set its bit while this one's
            // was not set. What the other has done before is acquired.
            drop(unsafe { Box::from_raw(self.shared.as_ptr()) });
        }
    }
}

impl<T> Shared<T> {
    fn new() -> Self {
        Shared {
            state: AtomicU8::new(0),
            value: UnsafeCell::new(None),
            receiver: Slot::new(),
            sender: Slot::new(),
            #[cfg(loom)]
            _counted: crate::sync_shim::Arc::new(()),
        }
    }

    /// A model fails if somebody may still be at the cells.
    #[cfg(loom)]
    fn expect_alone(&self) {
        self.value.with_mut(|_| ());
        self.receiver.0.with_mut(|_| ());
        self.sender.0.with_mut(|_| ());
    }

    /// The bits, with all that was done before they were set.
    pub(super) fn bits(&self) -> u8 {
        self.state.load(Ordering::Acquire)
    }

    /// Hands the value over, or gives it back.
    ///
    /// # Safety
    ///
    /// Called by the sender, once, before `end_sender`. If this says that the sender is done, it is forgotten and not dropped.
    pub(super) unsafe fn send(&self, value: T) -> Result<Sent, T> {
        let mut bits = self.bits();
        if bits & RECEIVER_GONE != 0 {
            return Err(value);
        }
        // SAFETY: it has not been sent, so the cell is the sender's, which calls this.
        self.value.with_mut(|cell| unsafe { *cell = Some(value) });
        while bits & RECEIVER_GONE == 0 {
            // If nobody waits there is nothing left to do.
            let last = if bits & RECEIVER_WAITS == 0 { SENDER_DONE } else { 0 };
            match self.state.compare_exchange_weak(bits, bits | SENT | last, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) if last != 0 => return Ok(Sent::Done),
                // SAFETY: these are the bits before, and the wait is over.
                Ok(_) => return Ok(Sent::Wake(unsafe { self.receiver.take(bits) })),
                Err(now) => bits = now,
            }
        }
        // SAFETY: as above: it was not sent.
        Err(self.value.with_mut(|cell| unsafe { (*cell).take() }).expect("it was put there just now"))
    }

    /// Tells the receiver that no value will come. Called by the sender, if it has sent none.
    pub(super) fn end_sender(&self) {
        let before = self.state.fetch_or(SENDER_GONE, Ordering::AcqRel);
        // SAFETY: these are the bits before, and the wait is over.
        wake_all(unsafe { self.receiver.take(before) });
    }

    /// The value, if it was sent and has not been taken.
    ///
    /// # Safety
    ///
    /// Called by the receiver.
    pub(super) unsafe fn take(&self) -> Option<T> {
        if self.bits() & SENT == 0 {
            return None;
        }
        // SAFETY: it was sent, so the cell is the receiver's, which calls this.
        self.value.with_mut(|cell| unsafe { (*cell).take() })
    }

    /// Refuses a value from now on, and tells the sender.
    pub(super) fn close(&self) {
        let before = self.state.fetch_or(RECEIVER_GONE, Ordering::AcqRel);
        // SAFETY: these are the bits before, and the wait is over.
        wake_all(unsafe { self.sender.take(before) });
    }

    /// Leaves the waker to be woken when a value comes or the sender goes. False if that has happened.
    ///
    /// # Safety
    ///
    /// Called by the receiver.
    pub(super) unsafe fn receiver_waits(&self, waker: &Waker) -> bool {
        // SAFETY: the caller's promise.
        unsafe { self.receiver.wait(&self.state, waker) }
    }

    /// Takes that waker back.
    ///
    /// # Safety
    ///
    /// Called by the receiver.
    pub(super) unsafe fn receiver_leaves(&self) {
        // SAFETY: the caller's promise.
        unsafe { self.receiver.leave(&self.state) }
    }

    /// Leaves the waker to be woken when the receiver goes. False if that has happened.
    ///
    /// # Safety
    ///
    /// Called by the sender.
    pub(super) unsafe fn sender_waits(&self, waker: &Waker) -> bool {
        // SAFETY: the caller's promise.
        unsafe { self.sender.wait(&self.state, waker) }
    }

    /// Takes that waker back.
    ///
    /// # Safety
    ///
    /// Called by the sender.
    pub(super) unsafe fn sender_leaves(&self) {
        // SAFETY: the caller's promise.
        unsafe { self.sender.leave(&self.state) }
    }
}

/// The waker of one end: see above. `WAITS` is its bit; the wait is over when one of the bits `OVER` is set, of which one is set, and once.
struct Slot<const WAITS: u8, const OVER: u8>(UnsafeCell<Option<Waker>>);

impl<const WAITS: u8, const OVER: u8> Slot<WAITS, OVER> {
    fn new() -> Self {
        Slot(UnsafeCell::new(None))
    }

    /// The waker, for who has ended the wait and found these bits.
    ///
    /// # Safety
    ///
    /// The caller has set a bit of `OVER` in the state, and these were the bits before.
    unsafe fn take(&self, before: u8) -> Option<Waker> {
        if before & (WAITS | OVER) != WAITS {
            return None;
        }
        // SAFETY: the bit was set when the wait ended, so the slot is the caller's; and only his, since the wait was not over before.
        self.0.with_mut(|slot| unsafe { (*slot).take() })
    }

    /// Leaves the waker. False if the wait is over.
    ///
    /// # Safety
    ///
    /// Called by the end whose slot it is.
    unsafe fn wait(&self, state: &AtomicU8, waker: &Waker) -> bool {
        let mut bits = state.load(Ordering::Acquire);
        if bits & WAITS != 0 {
            bits = state.fetch_and(!WAITS, Ordering::AcqRel);
        }
        if bits & OVER != 0 {
            return false;
        }
        // SAFETY: the bit is not set, and the wait was not over when it was cleared, if it was: the slot is ours. No more code of others runs here than
        // the cloning of a waker, which cannot reach the slot.
        let displaced = self.0.with_mut(|slot| unsafe { store_waker(&mut *slot, waker) });
        drop(displaced);
        if state.fetch_or(WAITS, Ordering::AcqRel) & OVER == 0 {
            return true;
        }
        // SAFETY: the wait was over before the bit was set, so the slot is still ours.
        drop(self.0.with_mut(|slot| unsafe { (*slot).take() }));
        false
    }

    /// Drops the waker, if there is one and it has not been taken.
    ///
    /// # Safety
    ///
    /// Called by the end whose slot it is.
    unsafe fn leave(&self, state: &AtomicU8) {
        if state.load(Ordering::Relaxed) & WAITS == 0 {
            return;
        }
        let before = state.fetch_and(!WAITS, Ordering::AcqRel);
        if before & OVER == 0 {
            // SAFETY: the wait was not over when the bit was cleared: the slot is ours.
            drop(self.0.with_mut(|slot| unsafe { (*slot).take() }));
        }
    }
}
