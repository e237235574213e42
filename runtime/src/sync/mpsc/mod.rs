//! A channel from many senders to one receiver, with room for so many messages ([`channel`]) or for any number ([`unbounded`]).
//!
//! Messages arrive in the order in which they were accepted. Senders that find the channel full wait in line: a message that is taken out makes
//! room for the first of them, whatever the others do.
//!
//! ```
//! use resumable::sync::mpsc;
//!
//! resumable::block_on(async {
//!     let (sender, mut receiver) = mpsc::channel(1);
//!     resumable::spawn(async move {
//!         for number in 1..=3 {
//!             sender.send(number).await.unwrap();
//!         }
//!     });
//!     let mut sum = 0;
//!     while let Some(number) = receiver.recv().await {
//!         sum += number;
//!     }
//!     assert_eq!(sum, 6);
//! });
//! ```

mod chan;
mod error;
mod receiver;
mod sender;
#[cfg(all(test, not(loom)))]
mod tests;

pub use error::{SendError, TryRecvError, TrySendError};
pub use receiver::{Receiver, Recv, RecvMany};
pub use sender::{OwnedPermit, Permit, Sender, Sending, UnboundedSender, WeakSender, WeakUnboundedSender};

use chan::Chan;

/// A channel with room for `capacity` messages.
///
/// # Panics
///
/// If the capacity is 0.
#[track_caller]
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "a channel needs room for at least one message");
    let chan = Chan::new(capacity);
    (Sender::new(chan.clone()), Receiver::new(chan))
}

/// A channel with room for any number of messages: sending never waits. A receiver that is slower than the senders fills the memory.
pub fn unbounded<T>() -> (UnboundedSender<T>, Receiver<T>) {
    let chan = Chan::new(usize::MAX);
    (UnboundedSender::new(chan.clone()), Receiver::new(chan))
}
