//! What the two ends share.
//!
//! A sender that has to wait leaves its message in line, with its waker. The receiver, when it takes a message out of a full queue, moves the
//! first message in line into the queue itself and then wakes its sender. So a sender that is woken, but dropped before it is polled, takes
//! nobody's turn with it.
//!
//! Invariant: while the channel is open, somebody stands in line only if the queue is full.

use super::{SendError, TryRecvError};
use crate::prelude::*;
use crate::wake::{store_waker, wake_all};
use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

pub(super) struct Chan<T>(Mutex<State<T>>);

struct State<T> {
    queue: VecDeque<T>,
    capacity: usize,
    /// In the order of their numbers.
    line: VecDeque<InLine<T>>,
    next_number: u64,
    /// How many senders there are. At 0 the channel ends after what is in the queue.
    senders: usize,
    /// Set when the receiver is closed or dropped, never cleared. From then on no message is accepted.
    closed: bool,
    /// The task that awaits a message. Set when the queue is found empty, taken by whoever changes that.
    receiver: Option<Waker>,
}

struct InLine<T> {
    number: u64,
    message: T,
    /// Taken when the channel is closed.
    waker: Option<Waker>,
}

/// How an attempt to send began.
pub(super) enum Started {
    Accepted,
    /// The number in line.
    InLine(u64),
}

impl<T> State<T> {
    fn has_room(&self) -> bool {
        self.queue.len() < self.capacity
    }

    fn position(&self, number: u64) -> Option<usize> {
        self.line.binary_search_by_key(&number, |waiting| waiting.number).ok()
    }
}

impl<T> Chan<T> {
    /// A channel with one sender.
    pub(super) fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Chan(Mutex::new(State {
            queue: VecDeque::new(),
            capacity,
            line: VecDeque::new(),
            next_number: 0,
            senders: 1,
            closed: false,
            receiver: None,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Accepts the message if there is room; otherwise leaves it in line if there is a waker to stand there with.
    ///
    /// Gives the message back if the channel is closed, or full and there is no waker.
    pub(super) fn start(&self, message: T, waker: Option<&Waker>) -> Result<Started, Refused<T>> {
        let mut state = self.lock();
        if state.closed {
            return Err(Refused::Closed(message));
        }
        if state.has_room() {
            state.queue.push_back(message);
            let receiver = state.receiver.take();
            drop(state);
            wake_all(receiver);
            return Ok(Started::Accepted);
        }
        let Some(waker) = waker else { return Err(Refused::Full(message)) };
        let number = state.next_number;
        state.next_number += 1;
        state.line.push_back(InLine { number, message, waker: Some(waker.clone()) });
        Ok(Started::InLine(number))
    }

    /// Whether the message that was left in line has been accepted.
    pub(super) fn poll_line(&self, number: u64, cx: &mut Context<'_>) -> Poll<Result<(), SendError<T>>> {
        let mut state = self.lock();
        // The receiver has taken it out of the line.
        let Some(position) = state.position(number) else { return Poll::Ready(Ok(())) };
        if state.closed {
            let left = state.line.remove(position).expect("the position was just found");
            drop(state);
            return Poll::Ready(Err(SendError(left.message)));
        }
        let displaced = store_waker(&mut state.line[position].waker, cx.waker());
        drop(state);
        drop(displaced);
        Poll::Pending
    }

    /// Steps out of the line, message and all.
    pub(super) fn leave_line(&self, number: u64) {
        let mut state = self.lock();
        let left = state.position(number).and_then(|position| state.line.remove(position));
        drop(state);
        drop(left);
    }

    pub(super) fn add_sender(&self) {
        self.lock().senders += 1;
    }

    pub(super) fn remove_sender(&self) {
        let mut state = self.lock();
        state.senders -= 1;
        let receiver = if state.senders == 0 { state.receiver.take() } else { None };
        drop(state);
        wake_all(receiver);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        let (state, received) = self.take(self.lock());
        drop(state);
        received
    }

    pub(super) fn poll_recv(&self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let (state, received) = self.take(self.lock());
        match received {
            Ok(message) => Poll::Ready(Some(message)),
            Err(TryRecvError::Closed) => Poll::Ready(None),
            Err(TryRecvError::Empty) => {
                let mut state = state.expect("the lock is kept when the queue is empty");
                let displaced = store_waker(&mut state.receiver, cx.waker());
                drop(state);
                drop(displaced);
                Poll::Pending
            }
        }
    }

    /// Takes a message, and moves the first in line up. The lock is returned if there was no message.
    fn take<'a>(
        &self,
        mut state: MutexGuard<'a, State<T>>,
    ) -> (Option<MutexGuard<'a, State<T>>>, Result<T, TryRecvError>) {
        let Some(message) = state.queue.pop_front() else {
            let ended = state.closed || state.senders == 0;
            return (Some(state), Err(if ended { TryRecvError::Closed } else { TryRecvError::Empty }));
        };
        let mut waker = None;
        if !state.closed
            && let Some(first) = state.line.pop_front()
        {
            state.queue.push_back(first.message);
            waker = first.waker;
        }
        drop(state);
        wake_all(waker);
        (None, Ok(message))
    }

    /// Accepts no more messages. Those in line go back to their senders.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let wakers: Vec<Waker> = state.line.iter_mut().filter_map(|waiting| waiting.waker.take()).collect();
        drop(state);
        wake_all(wakers);
    }

    /// Drops the messages that nobody will take out any more.
    pub(super) fn clear(&self) {
        let queue = mem::take(&mut self.lock().queue);
        drop(queue);
    }

    pub(super) fn forget_receiver_waker(&self) {
        let waker = self.lock().receiver.take();
        drop(waker);
    }
}

/// Why a message was not accepted.
pub(super) enum Refused<T> {
    Full(T),
    Closed(T),
}
