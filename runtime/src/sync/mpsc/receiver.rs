//! The receiving end.

use super::TryRecvError;
use super::chan::Chan;
use crate::budget;
use crate::prelude::*;
use crate::sync::park::block_on;
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// Receives what the senders of a channel send. Dropping it closes the channel and drops the messages in it.
pub struct Receiver<T> {
    chan: Arc<Chan<T>>,
    /// Messages that were taken out of an unbounded channel together, so that the lock is taken once for all of them.
    ahead: VecDeque<T>,
}

// Messages are never pinned.
impl<T> Unpin for Receiver<T> {}

impl<T> Receiver<T> {
    pub(super) fn new(chan: Arc<Chan<T>>) -> Self {
        Receiver { chan, ahead: VecDeque::new() }
    }

    /// Waits for the next message. `None` means that the channel is empty and will stay so: all senders are gone, or it was closed.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, no message has been taken.
    pub fn recv(&mut self) -> Recv<'_, T> {
        Recv { receiver: self, waits: false }
    }

    /// Takes a message if there is one.
    ///
    /// # Errors
    ///
    /// [`Empty`](TryRecvError::Empty) if one may still come, [`Closed`](TryRecvError::Closed) if not.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        match self.ahead.pop_front() {
            Some(message) => Ok(message),
            None => self.chan.try_recv(&mut self.ahead),
        }
    }

    /// Waits for messages, takes as many as are there, at most `limit`, and appends them to the buffer. Returns how many; 0 means that the
    /// channel is empty and will stay so, unless the limit is 0.
    ///
    /// Cheaper than one by one, where messages come faster than they are handled.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, no message has been taken.
    pub fn recv_many<'a>(&'a mut self, buffer: &'a mut Vec<T>, limit: usize) -> RecvMany<'a, T> {
        RecvMany { receiver: self, buffer, limit, waits: false }
    }

    /// [`recv`](Receiver::recv) for futures and streams written by hand. Only the waker of the last call is woken.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let unit = ready!(budget::poll_proceed(cx));
        let polled = match self.ahead.pop_front() {
            Some(message) => Poll::Ready(Some(message)),
            None => self.chan.poll_recv(&mut self.ahead, cx),
        };
        if polled.is_ready() {
            unit.spend();
        }
        polled
    }

    /// [`recv`](Receiver::recv) for threads without a runtime: the thread stands still until there is a message.
    pub fn blocking_recv(&mut self) -> Option<T> {
        block_on(self.recv())
    }

    /// How many messages are in the channel.
    pub fn len(&self) -> usize {
        self.ahead.len() + self.chan.len()
    }

    /// Whether there is no message in the channel now.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether messages are refused: it was closed, or all senders are gone.
    pub fn is_closed(&self) -> bool {
        self.chan.refuses()
    }

    /// Accepts no more messages. Those that were accepted can still be received; those that wait for room go back to their senders.
    pub fn close(&mut self) {
        self.chan.close();
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.chan.abandon();
    }
}

/// The future of [`Receiver::recv`].
#[must_use = "futures do nothing unless awaited"]
pub struct Recv<'a, T> {
    receiver: &'a mut Receiver<T>,
    /// Whether it has left its waker behind.
    waits: bool,
}

impl<T> Future for Recv<'_, T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let polled = self.receiver.poll_recv(cx);
        self.waits = polled.is_pending();
        polled
    }
}

impl<T> Drop for Recv<'_, T> {
    fn drop(&mut self) {
        if self.waits {
            self.receiver.chan.forget_receiver_waker();
        }
    }
}

/// The future of [`Receiver::recv_many`].
#[must_use = "futures do nothing unless awaited"]
pub struct RecvMany<'a, T> {
    receiver: &'a mut Receiver<T>,
    buffer: &'a mut Vec<T>,
    limit: usize,
    /// Whether it has left its waker behind.
    waits: bool,
}

impl<T> Future for RecvMany<'_, T> {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let this = self.get_mut();
        let unit = ready!(budget::poll_proceed(cx));
        let ahead = &mut this.receiver.ahead;
        let count = ahead.len().min(this.limit);
        this.buffer.extend(ahead.drain(..count));
        if count > 0 || this.limit == 0 {
            unit.spend();
            return Poll::Ready(count);
        }
        let polled = this.receiver.chan.poll_recv_many(this.buffer, this.limit, cx);
        this.waits = polled.is_pending();
        if polled.is_ready() {
            unit.spend();
        }
        polled
    }
}

impl<T> Drop for RecvMany<'_, T> {
    fn drop(&mut self) {
        if self.waits {
            self.receiver.chan.forget_receiver_waker();
        }
    }
}

impl<T> fmt::Debug for RecvMany<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecvMany").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Recv<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").finish_non_exhaustive()
    }
}
