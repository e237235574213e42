//! What time it is.

use crate::reactor;
use std::time::{Duration, Instant};

/// The time of the runtime that runs this code: that of [`Instant::now`], unless its clock is [paused](crate::Builder::start_paused). Code that is
/// tested with a paused clock asks this instead.
pub fn now() -> Instant {
    reactor::now()
}

/// Lets time pass on a [paused](crate::Builder::start_paused) clock: returns when all that is due by then has been woken and had a turn.
///
/// Cancel safety: the clock moves at the first poll, and not again.
///
/// # Panics
///
/// Where the clock is not paused, and outside a runtime.
pub async fn advance(duration: Duration) {
    let Some(reactor) = reactor::Handle::current().filter(|reactor| reactor.advance(duration)) else {
        panic!("time was to be advanced where the clock is not paused; build the runtime with Builder::start_paused");
    };
    drop(reactor);
    // Who is due has been woken, and stands in line before this task.
    crate::yield_now().await;
}
