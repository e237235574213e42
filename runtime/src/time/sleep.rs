//! A future that is ready from some moment on.

use crate::budget;
use crate::reactor::{Timer, is_paused, now};
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

/// Waits until the duration has passed, counted from this call.
///
/// Cancel safety: nothing can be lost. A sleep that is recreated starts anew; keep and pin the [`Sleep`] to go on waiting for the same moment.
pub fn sleep(duration: Duration) -> Sleep {
    Sleep::from_now(duration, now())
}

/// Waits until the moment has come. Ready at once if it has passed.
///
/// Cancel safety: nothing can be lost.
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep::new(Some(deadline))
}

/// The future of [`sleep`] and [`sleep_until`].
///
/// # Panics
///
/// When it has to wait outside a runtime.
#[must_use = "futures do nothing unless awaited"]
pub struct Sleep {
    /// None is never.
    deadline: Option<Instant>,
    /// Whether the deadline lay ahead when it was made, and it has not been polled: then the clock need not be asked again. If time has run on
    /// meanwhile, the timer is due at once.
    is_fresh: bool,
    /// Set from the first poll that has to wait until the end of the wait.
    timer: Timer,
}

impl Sleep {
    pub(super) fn new(deadline: Option<Instant>) -> Self {
        Sleep { deadline, is_fresh: false, timer: Timer::new() }
    }

    /// Waits for so long, from a moment that is now.
    pub(super) fn from_now(duration: Duration, now: Instant) -> Self {
        Sleep { is_fresh: !duration.is_zero(), ..Sleep::new(now.checked_add(duration)) }
    }

    /// The moment it waits for; `None` if that is never.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Whether the moment has come.
    pub fn is_elapsed(&self) -> bool {
        self.deadline.is_some_and(|deadline| deadline <= now())
    }

    /// Waits for another moment from now on. Whoever awaits the sleep need not poll it again for that.
    pub fn reset(self: Pin<&mut Self>, deadline: Instant) {
        let (own, is_fresh, timer) = self.project();
        (*own, *is_fresh) = (Some(deadline), false);
        timer.reset(deadline);
    }

    fn project(self: Pin<&mut Self>) -> (&mut Option<Instant>, &mut bool, Pin<&mut Timer>) {
        // SAFETY: The timer is pinned with the whole: it is not moved, as this is the only access to it, there is no `Drop` impl, and the sleep is
        // `Unpin` only if the timer is, which it is not. The rest is not pinned.
        unsafe {
            let this = self.get_unchecked_mut();
            (&mut this.deadline, &mut this.is_fresh, Pin::new_unchecked(&mut this.timer))
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let (deadline, is_fresh, timer) = self.project();
        let Some(deadline) = *deadline else { return Poll::Pending };
        // Where time stands it may have been moved on, and whoever does that looks what is over.
        if (mem::take(is_fresh) && !is_paused()) || now() < deadline {
            if !timer.set(deadline, cx.waker()) {
                panic!(
                    "a timer was awaited outside a runtime; await it in code that runs inside resumable::block_on or Runtime::block_on"
                );
            }
            return Poll::Pending;
        }
        // Time has held back what has waited. If the budget did as well, somebody who uses it up could keep a timeout around him from being noticed.
        if !timer.unset() {
            ready!(budget::poll_proceed(cx)).spend();
        }
        Poll::Ready(())
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}
