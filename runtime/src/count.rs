//! Numbers that one thread counts and any thread reads.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Changed by one thread at a time, its owner or who holds a lock: so it costs no more than a plain number. Whoever reads it learns nothing of what
/// else has happened. It wraps.
///
/// Models have it as it is: nothing follows from it that they could try out.
#[derive(Default)]
pub(crate) struct Count(AtomicUsize);

impl Count {
    /// For the owner.
    #[inline]
    pub(crate) fn add(&self, more: usize) {
        self.0.store(self.get().wrapping_add(more), Ordering::Relaxed);
    }

    #[inline]
    pub(crate) fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}
