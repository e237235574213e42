//! The witness is the user's body, never run, with each `.await` replaced by a call: rustc type-checks and borrow-checks it, so that the
//! unchecked places of the machine are sound. `into_future` is shared with the machine, so that rustc's message about something that is
//! not a future is the same in both and is printed once.

use core::future::{Future, IntoFuture};

/// The first half of `.await`.
#[inline(always)]
pub fn into_future<F: IntoFuture>(awaited: F) -> F::IntoFuture {
    awaited.into_future()
}

/// The second half of `.await`, in the witness alone.
///
/// # Panics
///
/// Always: the witness never runs.
pub fn finish<F: Future>(_future: F) -> F::Output {
    unreachable!("the witness is never run")
}

/// A future of the wanted output that is never polled: the body of a function with errors.
///
/// # Panics
///
/// Always: such a function is never run.
pub fn unreachable<T>() -> core::future::Ready<T> {
    unreachable!("a function with errors is never run")
}
