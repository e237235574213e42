//! Waiting a moment for other threads before sleeping.
//!
//! To sleep and be woken takes longer than what a thread that answers at once needs. But most threads do not, and to wait for them in vain is a waste.
//! So it is tried after the runtime has been woken by another thread, and the more often it was in vain, the more rarely.

use std::cell::Cell;
use std::hint::spin_loop;
use std::sync::OnceLock;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

/// A few times as long as it takes to wake a thread on a core that is awake.
const MOMENT: Duration = Duration::from_micros(5);
/// At worst it is tried once in so many times.
const MOST_PATIENCE: u32 = 255;

#[derive(Default)]
pub(super) struct Spin {
    /// Whether the last sleep was ended by another thread.
    is_hopeful: Cell<bool>,
    /// How many hopes to let pass before the next try.
    patience: Cell<u32>,
    /// The patience after the last try that was in vain; zero after a success.
    last_patience: Cell<u32>,
}

impl Spin {
    /// Waits for a moment, if that may be worth it. Says whether it was.
    pub(super) fn wait_for(&self, is_idle: impl Fn() -> bool) -> bool {
        if !self.is_hopeful.get() || self.patience.get() > 0 || !has_other_cores() {
            return false;
        }
        let start = Instant::now();
        while start.elapsed() < MOMENT {
            for _ in 0..16 {
                if !is_idle() {
                    self.last_patience.set(0);
                    return true;
                }
                spin_loop();
            }
        }
        let patience = (2 * self.last_patience.get() + 1).min(MOST_PATIENCE);
        self.last_patience.set(patience);
        self.patience.set(patience);
        false
    }

    /// The thread has slept, or not come to it, and another thread has ended that or not.
    pub(super) fn slept(&self, was_woken: bool) {
        self.is_hopeful.set(was_woken);
        if was_woken {
            self.patience.set(self.patience.get().saturating_sub(1));
        }
    }
}

/// On a core alone nobody could do anything meanwhile.
fn has_other_cores() -> bool {
    static HAS_OTHERS: OnceLock<bool> = OnceLock::new();
    *HAS_OTHERS.get_or_init(|| available_parallelism().is_ok_and(|cores| cores.get() > 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    #[test]
    fn what_is_in_vain_is_tried_more_and_more_rarely() {
        let spin = Spin::default();
        assert!(!spin.wait_for(|| false), "nobody has woken it yet");
        if !has_other_cores() {
            return;
        }
        let looked = Cell::new(0);
        let mut tries = Vec::new();
        for round in 0..40 {
            spin.slept(true);
            looked.set(0);
            assert!(!spin.wait_for(|| {
                looked.set(looked.get() + 1);
                true
            }));
            if looked.get() > 0 {
                tries.push(round);
            }
        }
        assert_eq!(tries, [0, 1, 4, 11, 26]);
        // Once it is worth it, it is tried each time.
        for _ in 0..31 {
            spin.slept(true);
        }
        for _ in 0..3 {
            assert!(spin.wait_for(|| false));
            spin.slept(true);
        }
    }
}
