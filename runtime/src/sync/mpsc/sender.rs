//! The sending ends.

use super::chan::{Chan, Closed, State, Wish};
use super::{SendError, TrySendError};
use crate::sync::park::block_on;
use crate::sync::wait_list::Waiting;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Weak};
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
    /// message that finds no room use [`try_send`](Sender::try_send), or wait with [`reserve`](Sender::reserve).
    ///
    /// # Errors
    ///
    /// Gives the message back if the receiver has been closed or dropped.
    pub fn send(&self, message: T) -> Sending<'_, T> {
        Sending { waiting: self.chan.wait(Wish::Send(Some(message))) }
    }

    /// Sends the message if there is room.
    ///
    /// # Errors
    ///
    /// Gives the message back if there is none, or the receiver has been closed or dropped.
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.chan.try_send(message)
    }

    /// [`send`](Sender::send) for threads without a runtime: the thread stands still until there is room.
    ///
    /// # Errors
    ///
    /// Gives the message back if the receiver has been closed or dropped.
    pub fn blocking_send(&self, message: T) -> Result<(), SendError<T>> {
        block_on(self.send(message))
    }

    /// Waits in line for room, and keeps it for a message that is sent later without waiting.
    ///
    /// Cancel safety: only the place in line is lost.
    ///
    /// # Errors
    ///
    /// If the receiver has been closed or dropped.
    #[crate::coroutine]
    pub async fn reserve(&self) -> Result<Permit<'_, T>, SendError<()>> {
        match self.chan.wait(Wish::Reserve { granted: false }).await {
            Ok(()) => Ok(Permit { chan: &self.chan }),
            Err(_) => Err(SendError(())),
        }
    }

    /// Keeps room for a message if there is any.
    ///
    /// # Errors
    ///
    /// If there is none, or the receiver has been closed or dropped.
    pub fn try_reserve(&self) -> Result<Permit<'_, T>, TrySendError<()>> {
        self.chan.try_reserve()?;
        Ok(Permit { chan: &self.chan })
    }

    /// [`reserve`](Sender::reserve) with a permit that borrows nothing. The sender goes into it, and comes back when the message is sent.
    ///
    /// Cancel safety: the place in line is lost, and so is the sender: give it a clone.
    ///
    /// # Errors
    ///
    /// If the receiver has been closed or dropped.
    #[crate::coroutine]
    pub async fn reserve_owned(self) -> Result<OwnedPermit<T>, SendError<()>> {
        let reserved = self.chan.wait(Wish::Reserve { granted: false }).await;
        match reserved {
            Ok(()) => Ok(OwnedPermit { sender: Some(self) }),
            Err(_) => Err(SendError(())),
        }
    }

    /// [`reserve_owned`](Sender::reserve_owned), if there is room.
    ///
    /// # Errors
    ///
    /// Gives the sender back if there is none, or the receiver has been closed or dropped.
    pub fn try_reserve_owned(self) -> Result<OwnedPermit<T>, TrySendError<Sender<T>>> {
        match self.chan.try_reserve() {
            Ok(()) => Ok(OwnedPermit { sender: Some(self) }),
            Err(TrySendError::Full(())) => Err(TrySendError::Full(self)),
            Err(TrySendError::Closed(())) => Err(TrySendError::Closed(self)),
        }
    }

    /// How many messages there is room for in all.
    pub fn max_capacity(&self) -> usize {
        self.chan.max_capacity()
    }

    /// How many messages can be sent now without waiting.
    pub fn capacity(&self) -> usize {
        self.chan.capacity()
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
        self.chan.try_send(message).map_err(|error| SendError(error.into_inner()))
    }
}

macro_rules! sender {
    ($sender:ident, $weak:ident, $name:literal) => {
        #[doc = concat!("Leads to a [`", $name, "`], and does not keep its channel from ending: made by [`downgrade`](", $name, "::downgrade).")]
        pub struct $weak<T> {
            chan: Weak<Chan<T>>,
        }

        impl<T> $weak<T> {
            /// A sender into the channel; `None` if the last is gone.
            pub fn upgrade(&self) -> Option<$sender<T>> {
                let chan = self.chan.upgrade()?;
                chan.try_add_sender().then(|| $sender { chan })
            }
        }

        impl<T> Clone for $weak<T> {
            fn clone(&self) -> Self {
                $weak { chan: self.chan.clone() }
            }
        }

        impl<T> fmt::Debug for $weak<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($weak)).finish_non_exhaustive()
            }
        }

        impl<T> $sender<T> {
            /// For who may send as long as others can: somebody who keeps this does not keep the channel from ending.
            pub fn downgrade(&self) -> $weak<T> {
                $weak { chan: Arc::downgrade(&self.chan) }
            }

            /// Whether the receiver has been closed or dropped, so that sending is in vain.
            pub fn is_closed(&self) -> bool {
                self.chan.is_closed()
            }

            /// Waits until the receiver is closed or dropped, to stop work that nobody wants any more.
            ///
            /// Cancel safety: nothing can be lost.
            #[crate::coroutine]
            pub async fn closed(&self) {
                self.chan.wait_closed().await
            }

            /// Whether both send into the same channel.
            pub fn same_channel(&self, other: &Self) -> bool {
                Arc::ptr_eq(&self.chan, &other.chan)
            }
        }

        impl<T> Clone for $sender<T> {
            fn clone(&self) -> Self {
                self.chan.add_sender();
                $sender { chan: self.chan.clone() }
            }
        }

        impl<T> Drop for $sender<T> {
            fn drop(&mut self) {
                self.chan.remove_sender();
            }
        }

        impl<T> fmt::Debug for $sender<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($sender)).finish_non_exhaustive()
            }
        }
    };
}

sender!(Sender, WeakSender, "Sender");
sender!(UnboundedSender, WeakUnboundedSender, "UnboundedSender");

/// Room for one message, which is given back if this is dropped. A message that is sent with it arrives even if the receiver is closed meanwhile.
#[must_use = "room that is not used is given back"]
pub struct Permit<'a, T> {
    chan: &'a Chan<T>,
}

impl<T> Permit<'_, T> {
    /// Sends the message, without waiting. If the receiver has been dropped, so is the message.
    pub fn send(self, message: T) {
        let chan = self.chan;
        // First, since a message that nobody wants is dropped, and may panic.
        mem::forget(self);
        chan.send_reserved(message);
    }
}

impl<T> Drop for Permit<'_, T> {
    fn drop(&mut self) {
        self.chan.unreserve();
    }
}

/// Room for one message, as [`Permit`], with the sender.
#[must_use = "room that is not used is given back"]
pub struct OwnedPermit<T> {
    /// Empty once it was used, or given back.
    sender: Option<Sender<T>>,
}

impl<T> OwnedPermit<T> {
    /// Sends the message, without waiting, and gives the sender back. If the receiver has been dropped, so is the message.
    pub fn send(mut self, message: T) -> Sender<T> {
        let sender = self.sender.take().expect("a permit has its sender until it is used");
        sender.chan.send_reserved(message);
        sender
    }

    /// Gives the room back, and the sender.
    pub fn release(mut self) -> Sender<T> {
        let sender = self.sender.take().expect("a permit has its sender until it is used");
        sender.chan.unreserve();
        sender
    }
}

impl<T> Drop for OwnedPermit<T> {
    fn drop(&mut self) {
        if let Some(sender) = &self.sender {
            sender.chan.unreserve();
        }
    }
}

pin_project_lite::pin_project! {
    /// The future of [`Sender::send`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct Sending<'a, T> {
        #[pin]
        waiting: Waiting<'a, State<T>>,
    }
}

impl<T> Future for Sending<'_, T> {
    type Output = Result<(), SendError<T>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().waiting.poll(cx).map_err(|Closed(message)| {
            SendError(message.expect("a send was polled after it was done; poll it until it is ready and no further"))
        })
    }
}

impl<T> fmt::Debug for Sending<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for OwnedPermit<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedPermit").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Permit<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").finish_non_exhaustive()
    }
}
