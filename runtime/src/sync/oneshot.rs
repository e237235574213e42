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

use super::park::block_on;
use crate::budget;
use crate::wake::{store_waker, wake_all};
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

/// Makes the two ends of a channel.
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared(Mutex::new(State {
        value: None,
        sender_gone: false,
        receiver_gone: false,
        sender: None,
        receiver: None,
    })));
    (Sender { shared: shared.clone(), sent: false }, Receiver { shared, ended: false })
}

struct Shared<T>(Mutex<State<T>>);

struct State<T> {
    /// Set by `send`, taken by the receiver.
    value: Option<T>,
    /// Set when the sender has sent or was dropped, never cleared.
    sender_gone: bool,
    /// Set when the receiver was closed or dropped, never cleared. From then on no value is accepted.
    receiver_gone: bool,
    /// The task that awaits `Sender::closed`.
    sender: Option<Waker>,
    /// The task that awaits the receiver.
    receiver: Option<Waker>,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn close(&self) {
        let mut state = self.lock();
        state.receiver_gone = true;
        let waker = state.sender.take();
        drop(state);
        wake_all(waker);
    }
}

/// The end that sends. Dropping it without sending tells the receiver.
pub struct Sender<T> {
    shared: Arc<Shared<T>>,
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
        let mut state = self.shared.lock();
        if state.receiver_gone {
            return Err(value);
        }
        state.value = Some(value);
        state.sender_gone = true;
        let (receiver, sender) = (state.receiver.take(), state.sender.take());
        drop(state);
        self.sent = true;
        wake_all(receiver);
        drop(sender);
        Ok(())
    }

    /// Whether the receiver has been closed or dropped, so that sending is in vain.
    pub fn is_closed(&self) -> bool {
        self.shared.lock().receiver_gone
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
        if self.sent {
            return;
        }
        let mut state = self.shared.lock();
        state.sender_gone = true;
        let waker = state.receiver.take();
        drop(state);
        wake_all(waker);
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
        let mut state = self.sender.shared.lock();
        if state.receiver_gone {
            return Poll::Ready(());
        }
        let displaced = store_waker(&mut state.sender, cx.waker());
        drop(state);
        drop(displaced);
        Poll::Pending
    }
}

impl<T> Drop for Closed<'_, T> {
    fn drop(&mut self) {
        let waker = self.sender.shared.lock().sender.take();
        drop(waker);
    }
}

/// The end that receives: a future of the value.
///
/// Cancel safety: it can be polled, put aside and awaited again (`(&mut receiver).await`); the value waits.
#[must_use = "futures do nothing unless awaited"]
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
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
        let mut state = self.shared.lock();
        match state.value.take() {
            Some(value) => {
                self.ended = true;
                Ok(value)
            }
            None if state.sender_gone || state.receiver_gone => Err(TryRecvError::Closed),
            None => Err(TryRecvError::Empty),
        }
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
        let mut state = this.shared.lock();
        if let Some(value) = state.value.take() {
            this.ended = true;
            unit.spend();
            return Poll::Ready(Ok(value));
        }
        if state.sender_gone || state.receiver_gone {
            return Poll::Ready(Err(RecvError(())));
        }
        let displaced = store_waker(&mut state.receiver, cx.waker());
        drop(state);
        drop(displaced);
        Poll::Pending
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let mut state = self.shared.lock();
        state.receiver_gone = true;
        let (sender, left) = (state.sender.take(), (state.value.take(), state.receiver.take()));
        drop(state);
        wake_all(sender);
        drop(left);
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
