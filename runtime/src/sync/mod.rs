//! Passing values between tasks: [`oneshot`] for one value, [`mpsc`] for many.
//!
//! Both need no runtime: their ends may sit in tasks of different runtimes, on different threads, or outside any. A value that cannot be
//! delivered is given back to the sender. When a future or an end is dropped, so is the waker that it left behind, and neither wakers nor
//! values are woken or dropped under the lock of the channel.

pub mod mpsc;
pub mod oneshot;
