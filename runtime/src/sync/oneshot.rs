//! A channel for one value.
//!
//! ```
//! use resumable::sync::oneshot;
//!
//! let (sender, receiver) = oneshot::channel();
//! resumable::block_on(async {
//!     let answer = resumable::spawn(receiver);
//!     sender.send(42).unwrap();
//!     assert_eq!(answer.await.unwrap(), Ok(42));
//! });
//! ```

#[cfg(all(test, loom))]
mod models;
mod shared;

use super::park::block_on;
use crate::budget;
use crate::wake::wake_all;
use shared::{RECEIVER_GONE, Receiving, SENDER_GONE, SENT, Sending, Sent, ends};
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Makes the two ends of a channel.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (sending, receiving) = ends();
    (Sender { shared: sending, sent: false }, Receiver { shared: receiving, ended: false })
}

/// The end that sends. Dropping it without sending tells the receiver.
pub struct Sender<T> {
    shared: Sending<T>,
    /// Set when the value was sent, so that the drop has nothing to tell.
    sent: bool,
}

impl<T> Sender<T> {
    /// Sends the value, without waiting.
    ///
    /// # Errors
    ///
    /// Gives the value back if the receiver has been closed or dropped. Success does not mean that the receiver will ever look.
    pub fn send(mut self, value: T) -> Result<(), T> {
        // SAFETY: this is the sender, which ends here, and is forgotten if it is done.
        match unsafe { self.shared.send(value)? } {
            Sent::Done => mem::forget(self),
            Sent::Wake(receiver) => {
                self.sent = true;
                drop(self);
                wake_all(receiver);
            }
        }
        Ok(())
    }

    /// Whether the receiver has been closed or dropped, so that sending is in vain.
    pub fn is_closed(&self) -> bool {
        self.shared.bits() & RECEIVER_GONE != 0
    }

    /// Waits until the receiver is closed or dropped, to stop work that nobody wants any more.
    ///
    /// Cancel safety: nothing can be lost.
    pub fn closed(&mut self) -> Closed<'_, T> {
        Closed { sender: self }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        if !self.sent {
            self.shared.end_sender();
        }
    }
}

/// The future of [`Sender::closed`].
#[must_use = "futures do nothing unless awaited"]
pub struct Closed<'a, T> {
    sender: &'a mut Sender<T>,
}

impl<T> Future for Closed<'_, T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: whoever polls has the sender.
        if unsafe { self.sender.shared.sender_waits(cx.waker()) } { Poll::Pending } else { Poll::Ready(()) }
    }
}

impl<T> Drop for Closed<'_, T> {
    fn drop(&mut self) {
        // SAFETY: this has the sender.
        unsafe { self.sender.shared.sender_leaves() }
    }
}

/// The end that receives: a future of the value.
///
/// Cancel safety: it can be polled, put aside and awaited again (`(&mut receiver).await`); the value waits.
#[must_use = "futures do nothing unless awaited"]
pub struct Receiver<T> {
    shared: Receiving<T>,
    /// Set when the value was taken, so that the drop has nothing to tell: there is no sender any more.
    ended: bool,
}

impl<T> Receiver<T> {
    /// Takes the value if it is there.
    ///
    /// # Errors
    ///
    /// [`Empty`](TryRecvError::Empty) if it may still come, [`Closed`](TryRecvError::Closed) if it cannot.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let bits = self.shared.bits();
        if bits & SENT != 0 {
            // SAFETY: this is the receiver.
            let value = unsafe { self.shared.take() };
            self.ended = true;
            return value.ok_or(TryRecvError::Closed);
        }
        // If it was not sent before these were set, it will not be.
        if bits & (SENDER_GONE | RECEIVER_GONE) != 0 { Err(TryRecvError::Closed) } else { Err(TryRecvError::Empty) }
    }

    /// Waits for the value with the whole thread, for threads without a runtime.
    ///
    /// # Errors
    ///
    /// If the sender was dropped without sending.
    pub fn blocking_recv(self) -> Result<T, RecvError> {
        block_on(self)
    }

    /// Refuses a value from now on. One that was sent before can still be received.
    pub fn close(&mut self) {
        self.shared.close();
    }
}

impl<T> Future for Receiver<T> {
    type Output = Result<T, RecvError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let unit = ready!(budget::poll_proceed(cx));
        loop {
            match this.try_recv() {
                Ok(value) => {
                    unit.spend();
                    return Poll::Ready(Ok(value));
                }
                Err(TryRecvError::Closed) => return Poll::Ready(Err(RecvError(()))),
                // SAFETY: this is the receiver.
                Err(TryRecvError::Empty) if unsafe { this.shared.receiver_waits(cx.waker()) } => return Poll::Pending,
                // It has just come.
                Err(TryRecvError::Empty) => {}
            }
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        self.shared.close();
        // SAFETY: this is the receiver.
        drop(unsafe { (self.shared.receiver_leaves(), self.shared.take()) });
    }
}

/// The sender was dropped without sending, or the receiver was closed first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecvError(());

/// Why [`Receiver::try_recv`] has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TryRecvError {
    /// It may still come.
    Empty,
    /// It has been taken, or will not come.
    Closed,
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the channel was closed before a value was sent")
    }
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TryRecvError::Empty => "the channel is empty",
            TryRecvError::Closed => "the channel is closed",
        })
    }
}

impl Error for RecvError {}
impl Error for TryRecvError {}

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

impl<T> fmt::Debug for Closed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").finish_non_exhaustive()
    }
}
