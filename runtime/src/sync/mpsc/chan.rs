//! What the two ends share.
//!
//! A sender that has to wait leaves its message in line. The receiver, when it takes a message out of a full queue, moves the first message in
//! line into the queue itself and then wakes its sender. So a sender that is woken, but dropped before it is polled, takes nobody's turn with it.
//!
//! Invariant: while the channel is open, somebody stands in line only if there is no room.

use super::{TryRecvError, TrySendError};
use crate::prelude::*;
use crate::sync::latch::{Flag, Latch};
use crate::sync::wait_list::{Line, Locked, Place, WaitList, Waiting};
use crate::wake::store_waker;
use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

pub(super) struct Chan<T> {
    list: WaitList<State<T>>,
    /// Raised after `closed` was set, for those that await just that.
    closing: Latch,
}

pub(super) struct State<T> {
    queue: VecDeque<T>,
    capacity: usize,
    /// How many permits are out: each has room kept for its message.
    reserved: usize,
    /// How many senders there are. At 0 the channel ends after what is in the queue.
    senders: usize,
    /// Set when the receiver is closed or dropped, never cleared. From then on no message is accepted, except those with a permit.
    closed: bool,
    /// Set when the receiver is dropped, never cleared. From then on nobody wants messages.
    abandoned: bool,
    /// The task that awaits a message. Set when the queue is found empty, taken by whoever changes that.
    receiver: Option<Waker>,
}

/// What one in line wants.
pub(super) enum Wish<T> {
    /// That the message is accepted. It is taken out when it is.
    Send(Option<T>),
    /// Room for a message, for later; and whether it was given.
    Reserve { granted: bool },
}

/// Nothing was accepted, for the channel is closed, or there is no message. Holds the message, if there was one.
pub(super) struct Closed<T>(pub(super) Option<T>);

impl<T> State<T> {
    fn has_room(&self) -> bool {
        self.queue.len() + self.reserved < self.capacity
    }

    /// Whether no message will come.
    fn has_ended(&self) -> bool {
        (self.closed || self.senders == 0) && self.reserved == 0
    }

    fn accept(locked: &mut Locked<'_, Self>, message: T) {
        locked.queue.push_back(message);
        let receiver = locked.receiver.take();
        locked.wake(receiver);
    }

    /// Gives room to the first in line, while there is any.
    fn advance(locked: &mut Locked<'_, Self>) {
        while locked.has_room() && !locked.closed {
            let Some(first) = locked.first() else { return };
            let message = match first {
                Wish::Send(message) => message.take(),
                Wish::Reserve { granted } => {
                    *granted = true;
                    None
                }
            };
            match message {
                Some(message) => State::accept(locked, message),
                None => locked.reserved += 1,
            }
            locked.release_first();
        }
    }

    /// Puts the room of a permit back.
    fn put_back(locked: &mut Locked<'_, Self>) {
        locked.reserved -= 1;
        State::advance(locked);
        if locked.has_ended() {
            let receiver = locked.receiver.take();
            locked.wake(receiver);
        }
    }
}

impl<T> Line for State<T> {
    type Shared = ();
    type Waiter = Wish<T>;
    type Output = Result<(), Closed<T>>;

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<Self::Output> {
        match locked.place() {
            Place::Outside if locked.closed => Poll::Ready(Err(Closed(message(&mut locked)))),
            Place::Outside if locked.has_room() => {
                match locked.own() {
                    Wish::Send(message) => match message.take() {
                        Some(message) => State::accept(&mut locked, message),
                        // It was sent already.
                        None => return Poll::Ready(Err(Closed(None))),
                    },
                    Wish::Reserve { .. } => locked.reserved += 1,
                }
                Poll::Ready(Ok(()))
            }
            Place::Outside | Place::InLine => locked.wait(waker),
            Place::Released => {
                locked.settle();
                match locked.own() {
                    Wish::Send(None) | Wish::Reserve { granted: true } => Poll::Ready(Ok(())),
                    Wish::Send(Some(_)) | Wish::Reserve { granted: false } => {
                        Poll::Ready(Err(Closed(message(&mut locked))))
                    }
                }
            }
        }
    }

    fn leave(mut locked: Locked<'_, Self>, waiter: &mut Wish<T>, place: Place) {
        if let (Place::Released, Wish::Reserve { granted: true }) = (place, waiter) {
            State::put_back(&mut locked);
        }
    }
}

/// The message of the one that polls, if it is there to send one.
fn message<T>(locked: &mut Locked<'_, State<T>>) -> Option<T> {
    match locked.own() {
        Wish::Send(message) => message.take(),
        Wish::Reserve { .. } => None,
    }
}

impl<T> Chan<T> {
    /// A channel with one sender.
    pub(super) fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Chan {
            list: WaitList::new(State {
                queue: VecDeque::new(),
                capacity,
                reserved: 0,
                senders: 1,
                closed: false,
                abandoned: false,
                receiver: None,
            }),
            closing: Latch::default(),
        })
    }

    /// Waits for room, for a message or for later.
    pub(super) fn wait(&self, wish: Wish<T>) -> Waiting<'_, State<T>> {
        self.list.wait(wish)
    }

    pub(super) fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let mut locked = self.list.lock();
        if locked.closed {
            return Err(TrySendError::Closed(message));
        }
        if !locked.has_room() {
            return Err(TrySendError::Full(message));
        }
        State::accept(&mut locked, message);
        Ok(())
    }

    /// Keeps room for a message.
    pub(super) fn try_reserve(&self) -> Result<(), TrySendError<()>> {
        let mut locked = self.list.lock();
        if locked.closed {
            return Err(TrySendError::Closed(()));
        }
        if !locked.has_room() {
            return Err(TrySendError::Full(()));
        }
        locked.reserved += 1;
        Ok(())
    }

    /// Accepts a message for which room was kept.
    pub(super) fn send_reserved(&self, message: T) {
        let mut locked = self.list.lock();
        locked.reserved -= 1;
        if locked.abandoned {
            drop(locked);
            drop(message);
        } else {
            State::accept(&mut locked, message);
        }
    }

    /// Gives back the room that was kept.
    pub(super) fn unreserve(&self) {
        State::put_back(&mut self.list.lock());
    }

    pub(super) fn max_capacity(&self) -> usize {
        self.list.lock().capacity
    }

    /// How many messages are accepted without waiting.
    pub(super) fn capacity(&self) -> usize {
        let locked = self.list.lock();
        if locked.closed { 0 } else { locked.capacity - locked.queue.len() - locked.reserved }
    }

    pub(super) fn len(&self) -> usize {
        self.list.lock().queue.len()
    }

    pub(super) fn add_sender(&self) {
        self.list.lock().senders += 1;
    }

    /// Adds a sender, unless the last is gone.
    pub(super) fn try_add_sender(&self) -> bool {
        let mut locked = self.list.lock();
        let is_there = locked.senders > 0;
        locked.senders += usize::from(is_there);
        is_there
    }

    pub(super) fn remove_sender(&self) {
        let mut locked = self.list.lock();
        locked.senders -= 1;
        if locked.senders == 0 {
            let receiver = locked.receiver.take();
            locked.wake(receiver);
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.list.lock().closed
    }

    /// Whether no message will be accepted any more, as the receiver sees it.
    pub(super) fn refuses(&self) -> bool {
        let locked = self.list.lock();
        locked.closed || locked.senders == 0
    }

    /// Waits until the channel is closed.
    pub(super) fn wait_closed(&self) -> Waiting<'_, Flag> {
        self.closing.wait()
    }

    pub(super) fn try_recv(&self, ahead: &mut VecDeque<T>) -> Result<T, TryRecvError> {
        take(&mut self.list.lock(), ahead)
    }

    pub(super) fn poll_recv(&self, ahead: &mut VecDeque<T>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut locked = self.list.lock();
        match take(&mut locked, ahead) {
            Ok(message) => Poll::Ready(Some(message)),
            Err(TryRecvError::Closed) => Poll::Ready(None),
            Err(TryRecvError::Empty) => wait(locked, cx),
        }
    }

    /// Appends at most so many messages to the buffer, and says how many. 0 means the end.
    pub(super) fn poll_recv_many(&self, buffer: &mut Vec<T>, limit: usize, cx: &mut Context<'_>) -> Poll<usize> {
        let mut locked = self.list.lock();
        let count = locked.queue.len().min(limit);
        if count > 0 {
            buffer.extend(locked.queue.drain(..count));
            State::advance(&mut locked);
            return Poll::Ready(count);
        }
        if locked.has_ended() { Poll::Ready(0) } else { wait(locked, cx) }
    }

    /// Accepts no more messages. Those in line go back to their senders.
    pub(super) fn close(&self) {
        let mut locked = self.list.lock();
        locked.closed = true;
        locked.release_all();
        drop(locked);
        self.closing.raise();
    }

    /// Drops the messages that nobody will take out any more.
    pub(super) fn abandon(&self) {
        self.close();
        let mut locked = self.list.lock();
        locked.abandoned = true;
        let left = (mem::take(&mut locked.queue), locked.receiver.take());
        drop(locked);
        drop(left);
    }

    pub(super) fn forget_receiver_waker(&self) {
        let waker = self.list.lock().receiver.take();
        drop(waker);
    }
}

/// Takes a message, and moves the first in line up. Where there is no line, because any number of messages has room, all messages are taken at
/// once, those after the first into `ahead`, which is empty.
#[inline]
fn take<T>(locked: &mut Locked<'_, State<T>>, ahead: &mut VecDeque<T>) -> Result<T, TryRecvError> {
    match locked.queue.pop_front() {
        Some(message) if locked.capacity == usize::MAX => {
            mem::swap(&mut locked.queue, ahead);
            Ok(message)
        }
        Some(message) => {
            State::advance(locked);
            Ok(message)
        }
        None if locked.has_ended() => Err(TryRecvError::Closed),
        None => Err(TryRecvError::Empty),
    }
}

/// Leaves the waker of the receiver.
fn wait<T, R>(mut locked: Locked<'_, State<T>>, cx: &mut Context<'_>) -> Poll<R> {
    let displaced = store_waker(&mut locked.receiver, cx.waker());
    drop(locked);
    drop(displaced);
    Poll::Pending
}
