//! Async functions as readable, small, self-referential state machines, and a runtime for them.
#![no_std]

// In test builds of the crate itself, and where coroutines are written inside it, `::resumable` names this crate.
extern crate self as resumable;
#[cfg(feature = "std")]
#[macro_use]
extern crate std;

#[doc(hidden)]
pub mod private;

#[cfg(feature = "runtime")]
mod blocking;
#[cfg(feature = "runtime")]
mod executor;
#[cfg(feature = "runtime")]
pub mod fs;
#[cfg(feature = "runtime")]
pub mod http;
#[cfg(feature = "runtime")]
pub mod io;
#[cfg(feature = "runtime")]
pub mod net;
#[cfg(feature = "runtime")]
mod prelude;
#[cfg(feature = "runtime")]
mod reactor;
#[cfg(feature = "runtime")]
pub mod sync;
#[cfg(feature = "runtime")]
pub mod task;
#[cfg(feature = "runtime")]
pub mod time;
#[cfg(feature = "runtime")]
mod wake;

pub use core::future::{Future, IntoFuture};
pub use core::pin::{Pin, pin};
pub use core::task::{Context, Poll, Waker};
#[cfg(feature = "runtime")]
pub use blocking::spawn_blocking;
#[cfg(feature = "runtime")]
pub use executor::{Handle, Runtime, block_on, spawn, spawn_local};
pub use resumable_macros::coroutine;
#[cfg(feature = "runtime")]
pub use task::{JoinError, JoinHandle, yield_now};
