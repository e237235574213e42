//! What time it is: that of the operating system, or one that only moves when everybody waits.

use super::wheel::LAST;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A tick is 4.1 microseconds, or so many bits of nanoseconds: well below what the operating system needs to wake a thread.
const TICK_BITS: u32 = 12;

pub(crate) struct Clock {
    /// Tick zero.
    beginning: Instant,
    /// That of a clock that does not move by itself.
    paused: Option<Paused>,
}

#[derive(Default)]
struct Paused {
    /// How far it has been moved on.
    moved: Mutex<Duration>,
    /// How many jobs keep it from being moved on. See [`Held`](super::Held).
    holds: AtomicUsize,
}

impl Clock {
    /// That of the operating system.
    pub(crate) fn real() -> Self {
        Clock { beginning: Instant::now(), paused: None }
    }

    /// One that stands still until it is moved on.
    pub(crate) fn paused() -> Self {
        Clock { beginning: Instant::now(), paused: Some(Paused::default()) }
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    pub(super) fn now(&self) -> Instant {
        match &self.paused {
            None => Instant::now(),
            Some(paused) => self.beginning + *paused.moved.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a paused clock on, up to its last tick.
    pub(super) fn advance(&self, duration: Duration) {
        if let Some(paused) = &self.paused {
            let mut moved = paused.moved.lock().unwrap_or_else(PoisonError::into_inner);
            *moved = moved.saturating_add(duration).min(Duration::from_nanos(LAST << TICK_BITS));
        }
    }

    /// Keeps a paused clock from being moved on, until as many `release`s. False if it moves by itself.
    pub(super) fn hold(&self) -> bool {
        if let Some(paused) = &self.paused {
            paused.holds.fetch_add(1, Ordering::Relaxed);
        }
        self.is_paused()
    }

    /// Undoes a `hold`. Says whether it was the last.
    pub(super) fn release(&self) -> bool {
        // Release: who was woken before is seen to be ready by who finds that the clock may move.
        self.paused.as_ref().is_some_and(|paused| paused.holds.fetch_sub(1, Ordering::Release) == 1)
    }

    pub(super) fn is_held(&self) -> bool {
        self.paused.as_ref().is_some_and(|paused| paused.holds.load(Ordering::Acquire) != 0)
    }

    /// The tick that has begun by then.
    pub(super) fn tick_at(&self, moment: Instant) -> u64 {
        self.nanoseconds_until(moment).map_or(LAST, |nanoseconds| (nanoseconds >> TICK_BITS).min(LAST))
    }

    /// The first tick that begins no earlier than that; `None` if it is too far away to be counted.
    pub(super) fn tick_from(&self, moment: Instant) -> Option<u64> {
        let rounded_up = self.nanoseconds_until(moment)?.checked_add((1 << TICK_BITS) - 1)?;
        Some(rounded_up >> TICK_BITS).filter(|tick| *tick < LAST)
    }

    /// From the beginning; `None` after 584 years.
    fn nanoseconds_until(&self, moment: Instant) -> Option<u64> {
        let since = moment.saturating_duration_since(self.beginning);
        since.as_secs().checked_mul(1_000_000_000)?.checked_add(since.subsec_nanos().into())
    }

    /// When the tick begins.
    pub(super) fn moment_of(&self, tick: u64) -> Instant {
        self.beginning + Duration::from_nanos(tick << TICK_BITS)
    }
}
