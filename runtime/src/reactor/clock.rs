//! What time it is: that of the operating system, or one that only moves when everybody waits.

use super::wheel::LAST;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// A tick is 4.1 microseconds, or so many bits of nanoseconds: well below what the operating system needs to wake a thread.
const TICK_BITS: u32 = 12;

pub(crate) struct Clock {
    /// Tick zero.
    beginning: Instant,
    /// How far a clock has been moved on that does not move by itself.
    paused: Option<Mutex<Duration>>,
}

impl Clock {
    /// That of the operating system.
    pub(crate) fn real() -> Self {
        Clock { beginning: Instant::now(), paused: None }
    }

    /// One that stands still until it is moved on.
    pub(crate) fn paused() -> Self {
        Clock { beginning: Instant::now(), paused: Some(Mutex::default()) }
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    pub(super) fn now(&self) -> Instant {
        match &self.paused {
            None => Instant::now(),
            Some(moved) => self.beginning + *moved.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a paused clock on, up to its last tick.
    pub(super) fn advance(&self, duration: Duration) {
        if let Some(moved) = &self.paused {
            let mut moved = moved.lock().unwrap_or_else(PoisonError::into_inner);
            *moved = moved.saturating_add(duration).min(Duration::from_nanos(LAST << TICK_BITS));
        }
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
