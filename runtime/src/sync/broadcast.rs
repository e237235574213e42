//! A channel on which every receiver gets every message.
//!
//! The channel keeps the last messages, as many as it has room for. A receiver that is slower than that misses the oldest and is told how many;
//! senders never wait.
//!
//! ```
//! use resumable::sync::broadcast;
//!
//! resumable::block_on(async {
//!     let (sender, mut first) = broadcast::channel(8);
//!     let mut second = sender.subscribe();
//!     sender.send("news").unwrap();
//!     assert_eq!(first.recv().await, Ok("news"));
//!     assert_eq!(second.recv().await, Ok("news"));
//! });
//! ```

use super::park::block_on;
use super::wait_list::{Line, Locked, Place, WaitList, Waiting};
use crate::budget;
use std::collections::VecDeque;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

#[cfg(all(test, not(loom)))]
mod tests;

/// Makes a channel with room for so many messages, with one sender and one receiver.
///
/// # Panics
///
/// If the capacity is 0.
#[track_caller]
pub fn channel<T: Clone>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "a channel needs room for at least one message");
    let state = State { messages: VecDeque::new(), end: 0, capacity, senders: 1, receivers: 1 };
    let shared = Arc::new(WaitList::new(state));
    (Sender { shared: shared.clone() }, Receiver { shared, next: 0 })
}

/// Invariant: no message is wanted by more receivers than a later one, because whoever wants it wants all that follow. So those that nobody wants
/// are the oldest, and when the last receiver takes a message it is the oldest.
struct State<T> {
    /// The messages before `end`, oldest first. Each is there for as long as a receiver wants it and there is room.
    messages: VecDeque<Message<T>>,
    /// The number of the next message.
    end: u64,
    capacity: usize,
    senders: usize,
    receivers: usize,
}

struct Message<T> {
    /// Shared, so that it can be cloned by the receivers without the lock.
    value: Arc<T>,
    /// How many receivers have yet to take it.
    wanted: usize,
}

impl<T> State<T> {
    /// The number of the oldest message.
    fn begin(&self) -> u64 {
        self.end - self.messages.len() as u64
    }

    /// Takes the message with this number for one receiver.
    fn take(&mut self, number: u64) -> Result<Arc<T>, TryRecvError> {
        let begin = self.begin();
        if number == self.end {
            return Err(if self.senders == 0 { TryRecvError::Closed } else { TryRecvError::Empty });
        }
        let Some(index) = number.checked_sub(begin) else { return Err(TryRecvError::Lagged(begin - number)) };
        let message = &mut self.messages[index as usize];
        message.wanted -= 1;
        if message.wanted > 0 || index > 0 {
            return Ok(message.value.clone());
        }
        // The last receiver takes it along.
        Ok(self.messages.pop_front().expect("it was just looked at").value)
    }

    /// Takes out one of the oldest messages that nobody wants any more.
    fn pop_unwanted(&mut self) -> Option<Message<T>> {
        if self.messages.front()?.wanted == 0 { self.messages.pop_front() } else { None }
    }
}

impl<T> Line for State<T> {
    type Shared = ();
    /// The number of the message that is waited for.
    type Waiter = u64;
    type Output = Result<Arc<T>, TryRecvError>;

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<Self::Output> {
        let number = *locked.own();
        match locked.take(number) {
            Err(TryRecvError::Empty) => locked.wait(waker),
            result => {
                locked.settle();
                Poll::Ready(result)
            }
        }
    }

    fn leave(_: Locked<'_, Self>, _: &mut u64, _: Place) {}
}

/// The end that sends. When all its clones are gone, receivers come to an end after the messages that are left.
pub struct Sender<T> {
    shared: Arc<WaitList<State<T>>>,
}

impl<T: Clone> Sender<T> {
    /// The sending end of a channel with room for so many messages, which has no receivers yet: they [subscribe](Sender::subscribe).
    ///
    /// # Panics
    ///
    /// If the capacity is 0.
    #[track_caller]
    pub fn new(capacity: usize) -> Self {
        channel(capacity).0
    }
}

impl<T> Sender<T> {
    /// Sends the message to every receiver that there is, and returns how many these are.
    ///
    /// # Errors
    ///
    /// Gives the message back if there is no receiver.
    pub fn send(&self, message: T) -> Result<usize, SendError<T>> {
        let mut locked = self.shared.lock();
        let receivers = locked.receivers;
        if receivers == 0 {
            return Err(SendError(message));
        }
        let is_full = locked.messages.len() == locked.capacity;
        let oldest = if is_full { locked.messages.pop_front() } else { None };
        locked.messages.push_back(Message { value: Arc::new(message), wanted: receivers });
        locked.end += 1;
        locked.release_all();
        drop(locked);
        drop(oldest);
        Ok(receivers)
    }

    /// A new receiver, of the messages that are sent from now on.
    pub fn subscribe(&self) -> Receiver<T> {
        let mut locked = self.shared.lock();
        locked.receivers += 1;
        Receiver { next: locked.end, shared: self.shared.clone() }
    }

    /// How many messages are kept, because some receiver has not had them.
    pub fn len(&self) -> usize {
        self.shared.lock().messages.len()
    }

    /// Whether every receiver has had all messages.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether both send into the same channel.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    /// How many receivers there are.
    pub fn receiver_count(&self) -> usize {
        self.shared.lock().receivers
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.shared.lock().senders += 1;
        Sender { shared: self.shared.clone() }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut locked = self.shared.lock();
        locked.senders -= 1;
        if locked.senders == 0 {
            locked.release_all();
        }
    }
}

/// The end that receives.
pub struct Receiver<T> {
    shared: Arc<WaitList<State<T>>>,
    /// The number of the next message for this one.
    next: u64,
}

impl<T: Clone> Receiver<T> {
    /// Waits for the next message.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, no message has been taken.
    ///
    /// # Errors
    ///
    /// [`Lagged`](RecvError::Lagged) if messages were missed: the next call returns the oldest that is left. [`Closed`](RecvError::Closed) if
    /// all senders are gone, and all messages received.
    pub fn recv(&mut self) -> Recv<'_, T> {
        Recv { shared: &self.shared, next: &mut self.next, waiting: None }
    }

    /// Takes the next message if there is one.
    ///
    /// # Errors
    ///
    /// When there is none, or messages were missed: the next call returns the oldest that is left.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let taken = self.shared.look(|state| state.take(self.next));
        finish(&mut self.next, taken)
    }

    /// [`recv`](Receiver::recv) for threads without a runtime: the thread stands still until there is a message.
    ///
    /// # Errors
    ///
    /// Those of [`recv`](Receiver::recv).
    pub fn blocking_recv(&mut self) -> Result<T, RecvError> {
        block_on(self.recv())
    }

    /// A new receiver, of the messages that are sent from now on. This one's backlog is not copied.
    pub fn resubscribe(&self) -> Receiver<T> {
        let mut locked = self.shared.lock();
        locked.receivers += 1;
        Receiver { next: locked.end, shared: self.shared.clone() }
    }

    /// How many messages there are to be received, missed ones included.
    pub fn len(&self) -> usize {
        (self.shared.lock().end - self.next) as usize
    }

    /// Whether there is no message to be received.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

pin_project_lite::pin_project! {
    /// The future of [`Receiver::recv`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct Recv<'a, T> {
        shared: &'a WaitList<State<T>>,
        next: &'a mut u64,
        // Where messages come faster than they are received there is one as a rule, and no need for a place in line.
        #[pin]
        waiting: Option<Waiting<'a, State<T>>>,
    }
}

impl<T: Clone> Future for Recv<'_, T> {
    type Output = Result<T, RecvError>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if this.waiting.is_none() {
            let unit = ready!(budget::poll_proceed(cx));
            let taken = this.shared.look(|state| state.take(**this.next));
            if !matches!(taken, Err(TryRecvError::Empty)) {
                unit.spend();
                return Poll::Ready(received(this.next, taken));
            }
            this.waiting.set(Some(this.shared.wait(**this.next)));
        }
        let Some(waiting) = this.waiting.as_mut().as_pin_mut() else { return Poll::Pending };
        let taken = ready!(waiting.poll(cx));
        // It has waited for the message that it has now, and must not take that again.
        this.waiting.set(None);
        Poll::Ready(received(this.next, taken))
    }
}

/// As [`finish`], where somebody has waited.
fn received<T: Clone>(next: &mut u64, taken: Result<Arc<T>, TryRecvError>) -> Result<T, RecvError> {
    match finish(next, taken) {
        Ok(message) => Ok(message),
        Err(TryRecvError::Lagged(missed)) => Err(RecvError::Lagged(missed)),
        Err(TryRecvError::Empty | TryRecvError::Closed) => Err(RecvError::Closed),
    }
}

/// Moves a receiver on that has taken its next message, or missed some, and gives the message.
fn finish<T: Clone>(next: &mut u64, taken: Result<Arc<T>, TryRecvError>) -> Result<T, TryRecvError> {
    match taken {
        Ok(message) => {
            *next += 1;
            // To look first is cheaper than to try in vain: only the last receiver has it alone.
            if Arc::strong_count(&message) > 1 { Ok(T::clone(&message)) } else { Ok(Arc::unwrap_or_clone(message)) }
        }
        Err(TryRecvError::Lagged(missed)) => {
            *next += missed;
            Err(TryRecvError::Lagged(missed))
        }
        Err(error) => Err(error),
    }
}

impl<T> Receiver<T> {
    /// Drops the messages that nobody wants any more, none of them under the lock.
    fn drop_unwanted(&self) {
        loop {
            let unwanted = self.shared.lock().pop_unwanted();
            if unwanted.is_none() {
                return;
            }
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let mut locked = self.shared.lock();
        locked.receivers -= 1;
        let first = self.next.saturating_sub(locked.begin()) as usize;
        for message in locked.messages.iter_mut().skip(first) {
            message.wanted -= 1;
        }
        drop(locked);
        self.drop_unwanted();
    }
}

/// There are no receivers. Holds the message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SendError<T>(pub T);

/// Why [`Receiver::recv`] has no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecvError {
    /// All senders are gone, and all messages received.
    Closed,
    /// So many messages were missed.
    Lagged(u64),
}

/// Why [`Receiver::try_recv`] has no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TryRecvError {
    /// One may still come.
    Empty,
    /// All senders are gone, and all messages received.
    Closed,
    /// So many messages were missed.
    Lagged(u64),
}

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
        match self {
            RecvError::Closed => f.write_str("the channel is closed"),
            RecvError::Lagged(missed) => write!(f, "{missed} messages were missed"),
        }
    }
}

impl fmt::Display for TryRecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TryRecvError::Empty => f.write_str("the channel is empty"),
            TryRecvError::Closed => f.write_str("the channel is closed"),
            TryRecvError::Lagged(missed) => write!(f, "{missed} messages were missed"),
        }
    }
}

impl<T> Error for SendError<T> {}
impl Error for RecvError {}
impl Error for TryRecvError {}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Recv<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
