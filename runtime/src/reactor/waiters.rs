//! Who waits for one direction of one socket.
//!
//! Waiting is polling: there is no future of ours to hold a place in a line, and nobody says when he stops waiting. So an event wakes all, and
//! there is room for so many; beyond that, whoever has waited longest is woken to make room, and comes again if he still waits. So nobody is
//! forgotten, and those that have left do not pile up. The price is paid by more than that many at once: until something happens, they wake
//! each other in turn, which takes the processor.

use crate::prelude::*;
use std::task::Waker;

/// How many wait at once without disturbing each other.
const ROOM: usize = 16;

#[derive(Default)]
pub(super) struct Waiters {
    /// Who has waited longest; most often the only one.
    first: Option<Waker>,
    /// Empty if there is no first.
    others: Vec<Waker>,
}

impl Waiters {
    /// Puts a clone of the waker in, unless one that wakes the same task is there. Returns who has to make room: the caller wakes him after it has
    /// released its lock.
    #[must_use = "wake outside the lock"]
    pub(super) fn add(&mut self, waker: &Waker) -> Option<Waker> {
        let Some(first) = &self.first else {
            self.first = Some(waker.clone());
            return None;
        };
        if first.will_wake(waker) || self.others.iter().any(|other| other.will_wake(waker)) {
            return None;
        }
        // Cloning may panic, so it comes before everything else.
        self.others.push(waker.clone());
        if self.others.len() < ROOM { None } else { self.first.replace(self.others.remove(0)) }
    }

    /// Moves all of them there, those that have waited longest first.
    pub(super) fn take(&mut self, wakers: &mut Vec<Waker>) {
        wakers.extend(self.first.take());
        wakers.append(&mut self.others);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::task::Wake;

    struct Nobody;

    impl Wake for Nobody {
        fn wake(self: Arc<Self>) {}
    }

    #[test]
    fn whoever_has_waited_longest_makes_room() {
        let wakers: Vec<Waker> = (0..ROOM + 2).map(|_| Arc::new(Nobody).into()).collect();
        let mut waiters = Waiters::default();
        for waker in &wakers[..ROOM] {
            assert!(waiters.add(waker).is_none());
        }
        for waker in &wakers[..ROOM] {
            assert!(waiters.add(waker).is_none(), "it waits already");
        }
        for (out, waker) in wakers.iter().zip(&wakers[ROOM..]) {
            assert!(waiters.add(waker).is_some_and(|displaced| displaced.will_wake(out)));
        }
        let mut taken = Vec::new();
        waiters.take(&mut taken);
        assert!(taken.iter().zip(&wakers[2..]).all(|(taken, waker)| taken.will_wake(waker)));
        assert_eq!(taken.len(), ROOM);
        waiters.take(&mut taken);
        assert_eq!(taken.len(), ROOM, "they are gone");
    }
}
