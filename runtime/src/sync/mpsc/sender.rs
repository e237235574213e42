//! The sending ends.

use super::chan::{Chan, Refused, Started};
use super::{SendError, TrySendError};
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// Sends into a [`channel`](super::channel). Clones send into the same one; when all are gone the channel ends.
pub struct Sender<T> {
    chan: Arc<Chan<T>>,
}

/// Sends into an [`unbounded`](super::unbounded) channel. Clones send into the same one; when all are gone the channel ends.
pub struct UnboundedSender<T> {
    chan: Arc<Chan<T>>,
}

impl<T> Sender<T> {
    pub(super) fn new(chan: Arc<Chan<T>>) -> Self {
        Sender { chan }
    }

    /// Sends the message, after waiting in line for room if there is none.
    ///
    /// Cancel safety: when the future is dropped unfinished, the message has either been accepted or is dropped with the future. To keep a
    /// message that finds no room use [`try_send`](Sender::try_send).
    ///
    /// # Errors
    ///
    /// Gives the message back if the receiver has been closed or dropped.
    pub fn send(&self, message: T) -> Sending<'_, T> {
        Sending { chan: &self.chan, progress: Progress::Unsent(message) }
    }

    /// Sends the message if there is room.
    ///
    /// # Errors
    ///
    /// Gives the message back if there is none, or the receiver has been closed or dropped.
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        match self.chan.start(message, None) {
            Ok(_) => Ok(()),
            Err(Refused::Full(message)) => Err(TrySendError::Full(message)),
            Err(Refused::Closed(message)) => Err(TrySendError::Closed(message)),
        }
    }

    /// Whether the receiver has been closed or dropped, so that sending is in vain.
    pub fn is_closed(&self) -> bool {
        self.chan.is_closed()
    }
}

impl<T> UnboundedSender<T> {
    pub(super) fn new(chan: Arc<Chan<T>>) -> Self {
        UnboundedSender { chan }
    }

    /// Sends the message, without waiting.
    ///
    /// # Errors
    ///
    /// Gives the message back if the receiver has been closed or dropped.
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        match self.chan.start(message, None) {
            Ok(_) => Ok(()),
            Err(Refused::Full(message) | Refused::Closed(message)) => Err(SendError(message)),
        }
    }

    /// Whether the receiver has been closed or dropped, so that sending is in vain.
    pub fn is_closed(&self) -> bool {
        self.chan.is_closed()
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.chan.add_sender();
        Sender { chan: self.chan.clone() }
    }
}

impl<T> Clone for UnboundedSender<T> {
    fn clone(&self) -> Self {
        self.chan.add_sender();
        UnboundedSender { chan: self.chan.clone() }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.chan.remove_sender();
    }
}

impl<T> Drop for UnboundedSender<T> {
    fn drop(&mut self) {
        self.chan.remove_sender();
    }
}

/// The future of [`Sender::send`].
#[must_use = "futures do nothing unless awaited"]
pub struct Sending<'a, T> {
    chan: &'a Chan<T>,
    progress: Progress<T>,
}

enum Progress<T> {
    Unsent(T),
    /// The message stands in line under this number.
    InLine(u64),
    Done,
}

// The message is never pinned: it is moved into the channel.
impl<T> Unpin for Sending<'_, T> {}

impl<T> Future for Sending<'_, T> {
    type Output = Result<(), SendError<T>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        match mem::replace(&mut this.progress, Progress::Done) {
            Progress::Unsent(message) => match this.chan.start(message, Some(cx.waker())) {
                Ok(Started::Accepted) => Poll::Ready(Ok(())),
                Ok(Started::InLine(number)) => {
                    this.progress = Progress::InLine(number);
                    Poll::Pending
                }
                Err(Refused::Full(message) | Refused::Closed(message)) => Poll::Ready(Err(SendError(message))),
            },
            Progress::InLine(number) => {
                let polled = this.chan.poll_line(number, cx);
                if polled.is_pending() {
                    this.progress = Progress::InLine(number);
                }
                polled
            }
            Progress::Done => panic!("a send was polled after it was done; poll it until it is ready and no further"),
        }
    }
}

impl<T> Drop for Sending<'_, T> {
    fn drop(&mut self) {
        if let Progress::InLine(number) = self.progress {
            self.chan.leave_line(number);
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for UnboundedSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnboundedSender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Sending<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
