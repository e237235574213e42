//! How many tasks there are.

use crate::count::Count;

/// Counts the tasks of a list, on behalf of who may touch that list. Anybody may read.
#[derive(Default)]
pub(crate) struct Census {
    listed: Count,
    ended: Count,
}

impl Census {
    /// How many tasks there have been.
    pub(crate) fn spawned(&self) -> usize {
        self.listed.get()
    }

    /// How many are left. Exact for who may touch the list; others may see an end before the beginning.
    #[inline]
    pub(crate) fn alive(&self) -> usize {
        let ended = self.ended.get();
        (self.listed.get().wrapping_sub(ended) as isize).max(0) as usize
    }

    #[inline]
    pub(super) fn insert(&self) {
        self.listed.add(1);
    }

    #[inline]
    pub(super) fn remove(&self) {
        self.ended.add(1);
    }
}
