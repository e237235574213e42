//! placeholder
#![no_std]
#[cfg(feature = "std")]
extern crate std;
pub use core::future::{Future, IntoFuture};
pub use core::pin::{Pin, pin};
pub use core::task::{Context, Poll, Waker};
pub use resumable_macros::coroutine;
