//! Something that happens again and again.

use super::{Sleep, now, sleep_until};
use crate::prelude::*;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

/// Ticks at once, and then once every period.
///
/// ```
/// use resumable::time::{Duration, interval};
///
/// # resumable::block_on(async {
/// let mut ticks = interval(Duration::from_millis(1));
/// for _ in 0..3 {
///     ticks.tick().await; // after 0, 1 and 2 milliseconds
/// }
/// # });
/// ```
///
/// # Panics
///
/// If the period is zero.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    interval_at(now(), period)
}

/// Ticks at that moment, and then once every period.
///
/// # Panics
///
/// If the period is zero.
#[track_caller]
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    assert!(
        !period.is_zero(),
        "an interval has a period that is not zero; to run without a pause, use a loop with yield_now"
    );
    Interval { sleep: Box::pin(sleep_until(start)), period, missed: MissedTicks::default() }
}

/// What an [`Interval`] does when ticks were not asked for in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissedTicks {
    /// Those that were missed follow at once, one after the other, until it is back in step. None is left out.
    #[default]
    Burst,
    /// The next tick is one period after the late one. All later ones are shifted.
    Delay,
    /// Those that were missed are left out. The next tick is where it would have been.
    Skip,
}

impl MissedTicks {
    /// The deadline after one that was seen at `now`. None is never.
    fn next(self, deadline: Instant, now: Instant, period: Duration) -> Option<Instant> {
        let next = deadline.checked_add(period)?;
        if now < next {
            return Some(next);
        }
        match self {
            MissedTicks::Burst => Some(next),
            MissedTicks::Delay => now.checked_add(period),
            MissedTicks::Skip => {
                let since = (now - deadline).as_nanos() % period.as_nanos();
                let into_period = Duration::from_nanos(u64::try_from(since).ok()?);
                (now - into_period).checked_add(period)
            }
        }
    }
}

/// A clock that ticks. Made by [`interval`] and [`interval_at`].
///
/// The ticks do not drift: each is counted from the one before, not from when that was seen.
pub struct Interval {
    sleep: Pin<Box<Sleep>>,
    period: Duration,
    missed: MissedTicks,
}

impl Interval {
    /// Waits for the next tick, and gives the moment for which it was due.
    ///
    /// Cancel safety: no tick is lost.
    pub fn tick(&mut self) -> impl Future<Output = Instant> {
        poll_fn(|cx| self.poll_tick(cx))
    }

    /// [`tick`](Interval::tick), to be polled.
    pub fn poll_tick(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        let deadline = self.sleep.deadline();
        ready!(self.sleep.as_mut().poll(cx));
        // A sleep without a deadline is never ready.
        let deadline = deadline.unwrap_or_else(now);
        self.sleep.set(Sleep::new(self.missed.next(deadline, now(), self.period)));
        Poll::Ready(deadline)
    }

    /// Counts anew from now: the next tick is one period away.
    pub fn reset(&mut self) {
        self.reset_after(self.period);
    }

    /// Counts anew from now: the next tick is due at once.
    pub fn reset_immediately(&mut self) {
        self.reset_at(now());
    }

    /// Counts anew from now: the next tick is so far away, and the others follow it.
    pub fn reset_after(&mut self, duration: Duration) {
        self.sleep.set(Sleep::new(now().checked_add(duration)));
    }

    /// The next tick is at that moment, and the others follow it.
    pub fn reset_at(&mut self, moment: Instant) {
        self.sleep.set(sleep_until(moment));
    }

    /// Decides what becomes of ticks that were missed: [`MissedTicks::Burst`] if nothing is said.
    pub fn set_missed_ticks(&mut self, missed: MissedTicks) {
        self.missed = missed;
    }

    /// What becomes of ticks that were missed.
    pub fn missed_ticks(&self) -> MissedTicks {
        self.missed
    }

    /// The time between two ticks.
    pub fn period(&self) -> Duration {
        self.period
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interval")
            .field("period", &self.period)
            .field("next", &self.sleep.deadline())
            .finish_non_exhaustive()
    }
}
