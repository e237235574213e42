//! A channel for the latest value: receivers see what it is now, and are told that it has changed.
//!
//! Values in between may be missed; the last one is not.
//!
//! ```
//! use resumable::sync::watch;
//!
//! resumable::block_on(async {
//!     let (sender, mut receiver) = watch::channel("starting");
//!     let task = resumable::spawn(async move {
//!         receiver.changed().await.unwrap();
//!         *receiver.borrow_and_update()
//!     });
//!     resumable::yield_now().await;
//!     sender.send("running").unwrap();
//!     assert_eq!(task.await.unwrap(), "running");
//! });
//! ```

use super::wait_list::{Line, Locked, Place, WaitList};
use crate::budget;
use std::error::Error;
use std::fmt;
use std::mem;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::task::{Poll, Waker};

#[cfg(all(test, not(loom)))]
mod tests;

/// Makes the two ends of a channel. The receiver counts the first value as seen.
pub fn channel<T>(value: T) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared {
        value: RwLock::new(value),
        version: AtomicU64::new(0),
        ends: WaitList::new(Ends { senders: 1, receivers: 1, version: 0 }),
    });
    (Sender { shared: shared.clone() }, Receiver { shared, seen: 0 })
}

struct Shared<T> {
    value: RwLock<T>,
    /// How often the value was sent. Changed while `value` is locked for writing only.
    version: AtomicU64,
    /// Locked alone, or within `value`; never the other way round.
    ends: WaitList<Ends>,
}

struct Ends {
    senders: usize,
    receivers: usize,
    /// The version that those in line have been told of.
    version: u64,
}

/// What is waited for.
enum Event {
    /// A version later than this one.
    Change(u64),
    /// That there are no receivers.
    NoReceivers,
}

impl<T> Shared<T> {
    fn borrow(&self) -> Ref<'_, T> {
        Ref { value: self.value.read().unwrap_or_else(PoisonError::into_inner) }
    }

    /// Wakes those that wait for a change.
    fn announce(&self) {
        let mut ends = self.ends.lock();
        ends.version = self.version.load(Ordering::Acquire);
        ends.release_all();
    }
}

impl Line for Ends {
    type Shared = ();
    type Waiter = Event;
    type Output = Result<(), RecvError>;

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<Self::Output> {
        let (version, senders, receivers) = (locked.version, locked.senders, locked.receivers);
        let result = match locked.own() {
            Event::Change(seen) if *seen < version => Ok(()),
            Event::Change(_) if senders == 0 => Err(RecvError(())),
            Event::NoReceivers if receivers == 0 => Ok(()),
            Event::Change(_) | Event::NoReceivers => return locked.wait(waker),
        };
        locked.settle();
        Poll::Ready(result)
    }

    fn leave(_: Locked<'_, Self>, _: &mut Event, _: Place) {}
}

/// The end that sends. When all its clones are gone, receivers are told that nothing will change any more.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
}

impl<T> Sender<T> {
    /// The sending end of a channel that has no receivers yet: they [subscribe](Sender::subscribe).
    pub fn new(value: T) -> Self {
        channel(value).0
    }

    /// Replaces the value and tells the receivers.
    ///
    /// # Errors
    ///
    /// Gives the value back if there are no receivers. [`send_replace`](Sender::send_replace) does not mind.
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        if self.receiver_count() == 0 {
            return Err(SendError(value));
        }
        self.send_replace(value);
        Ok(())
    }

    /// Replaces the value, tells the receivers, if there are any, and returns the old value.
    pub fn send_replace(&self, mut value: T) -> T {
        self.send_modify(|old| mem::swap(old, &mut value));
        value
    }

    /// Changes the value in place and tells the receivers.
    ///
    /// The closure runs while the value is locked: it must not use the channel. If it panics, nobody is told, and the value stays as it is then.
    pub fn send_modify(&self, modify: impl FnOnce(&mut T)) {
        self.send_if_modified(|value| {
            modify(value);
            true
        });
    }

    /// Changes the value in place, and tells the receivers if the closure returns true. Returns what the closure does.
    ///
    /// The closure runs while the value is locked: it must not use the channel. If it panics, nobody is told, and the value stays as it is then.
    pub fn send_if_modified(&self, modify: impl FnOnce(&mut T) -> bool) -> bool {
        let mut value = self.shared.value.write().unwrap_or_else(PoisonError::into_inner);
        let modified = modify(&mut value);
        if modified {
            self.shared.version.fetch_add(1, Ordering::Release);
        }
        drop(value);
        if modified {
            self.shared.announce();
        }
        modified
    }

    /// The value. It is locked while the reference lives; see [`Receiver::borrow`].
    pub fn borrow(&self) -> Ref<'_, T> {
        self.shared.borrow()
    }

    /// A new receiver, which counts the value of now as seen.
    pub fn subscribe(&self) -> Receiver<T> {
        let seen = self.shared.version.load(Ordering::Acquire);
        self.shared.ends.lock().receivers += 1;
        Receiver { shared: self.shared.clone(), seen }
    }

    /// Whether both send into the same channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// How many receivers there are.
    pub fn receiver_count(&self) -> usize {
        self.shared.ends.lock().receivers
    }

    /// Whether there are no receivers.
    pub fn is_closed(&self) -> bool {
        self.receiver_count() == 0
    }

    /// Waits until there are no receivers.
    ///
    /// Cancel safety: nothing can be lost.
    #[crate::coroutine]
    pub async fn closed(&self) {
        // An error is about senders, of which this is one.
        let _ = self.shared.ends.wait(Event::NoReceivers).await;
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.ends.lock().senders += 1;
        Sender { shared: self.shared.clone() }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut ends = self.shared.ends.lock();
        ends.senders -= 1;
        if ends.senders == 0 {
            ends.release_all();
        }
    }
}

/// The end that looks. Clones have seen what the original has.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
    /// The version that was seen last.
    seen: u64,
}

impl<T> Receiver<T> {
    /// The value of now, without counting it as seen.
    ///
    /// The value is locked while the reference lives, so that senders wait, and the reference cannot be kept across waits. Keep it briefly, and
    /// do not borrow again meanwhile.
    pub fn borrow(&self) -> Ref<'_, T> {
        self.shared.borrow()
    }

    /// The value of now, which counts as seen. As for [`borrow`](Receiver::borrow), it is locked meanwhile.
    pub fn borrow_and_update(&mut self) -> Ref<'_, T> {
        let value = self.shared.borrow();
        // The lock keeps the version from changing.
        self.seen = self.shared.version.load(Ordering::Acquire);
        value
    }

    /// Counts the value of now as seen, whatever it is.
    pub fn mark_unchanged(&mut self) {
        self.seen = self.shared.version.load(Ordering::Acquire);
    }

    /// Counts the value of now as not seen, so that [`changed`](Receiver::changed) is ready at once.
    pub fn mark_changed(&mut self) {
        // Any version but that of now, and before it: `changed` asks for a later one.
        self.seen = self.shared.version.load(Ordering::Acquire).wrapping_sub(1);
    }

    /// Whether both are receivers of the same channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// Whether there is a value that was not seen.
    ///
    /// # Errors
    ///
    /// When all senders are gone and the last value was seen.
    pub fn has_changed(&self) -> Result<bool, RecvError> {
        let ends = self.shared.ends.lock();
        match self.shared.version.load(Ordering::Acquire) != self.seen {
            false if ends.senders == 0 => Err(RecvError(())),
            changed => Ok(changed),
        }
    }

    /// Waits for a value that was not seen, and counts it as seen.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing counts as seen.
    ///
    /// # Errors
    ///
    /// When all senders are gone and the last value was seen.
    #[crate::coroutine]
    pub async fn changed(&mut self) -> Result<(), RecvError> {
        changed(&self.shared, &mut self.seen).await
    }

    /// Waits until the closure accepts the value, which may be the one of now, and returns it as seen and locked.
    ///
    /// Cancel safety: nothing is lost but what was refused.
    ///
    /// # Errors
    ///
    /// When all senders are gone and the closure accepts none.
    #[crate::coroutine]
    pub async fn wait_for(&mut self, mut accept: impl FnMut(&T) -> bool) -> Result<Ref<'_, T>, RecvError> {
        let (shared, seen) = (&*self.shared, &mut self.seen);
        budget::consume().await;
        loop {
            match look(shared, seen, &mut accept) {
                Some(value) => return Ok(value),
                None => changed(shared, seen).await?,
            }
        }
    }
}

#[crate::coroutine]
async fn changed<T>(shared: &Shared<T>, seen: &mut u64) -> Result<(), RecvError> {
    if shared.version.load(Ordering::Acquire) == *seen {
        shared.ends.wait(Event::Change(*seen)).await?;
    } else {
        budget::consume().await;
    }
    // Those in line are told a moment after the version has changed, so it is the version that counts.
    *seen = shared.version.load(Ordering::Acquire);
    Ok(())
}

/// The value, if it is accepted. It counts as seen in any case.
fn look<'a, T>(shared: &'a Shared<T>, seen: &mut u64, accept: impl FnOnce(&T) -> bool) -> Option<Ref<'a, T>> {
    let value = shared.borrow();
    *seen = shared.version.load(Ordering::Acquire);
    accept(&value).then_some(value)
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        self.shared.ends.lock().receivers += 1;
        Receiver { shared: self.shared.clone(), seen: self.seen }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut ends = self.shared.ends.lock();
        ends.receivers -= 1;
        if ends.receivers == 0 {
            ends.release_all();
        }
    }
}

/// The value of a channel, locked.
pub struct Ref<'a, T> {
    value: RwLockReadGuard<'a, T>,
}

impl<T> Deref for Ref<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// There are no receivers. Holds the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendError<T>(pub T);

/// The senders are gone, and the last value was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecvError(());

impl<T> fmt::Debug for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SendError(..)")
    }
}

impl<T> fmt::Display for SendError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the channel has no receivers")
    }
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the channel has no senders any more")
    }
}

impl<T> Error for SendError<T> {}
impl Error for RecvError {}

impl<T: fmt::Debug> fmt::Debug for Ref<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
