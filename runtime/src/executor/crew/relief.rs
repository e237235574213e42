//! What stands behind a turn that blocks, where everybody else is busy.
//!
//! Whoever has nothing to do takes over what others have. Whoever always has something looks once in a round whether the others get on: where tasks stand
//! in a ring of which none was taken since the last look, its worker blocks, or is as good as that. Then all of them are taken over.

use super::Crew;
use crate::prelude::*;
use crate::task::Batch;
use std::cell::Cell;
use std::time::Instant;

/// What a worker knows of the rings of the others.
pub(super) struct Relief {
    last_look: Cell<Option<Instant>>,
    /// How far the ring of each seat had come by then.
    heads: Box<[Cell<u32>]>,
}

impl Relief {
    pub(super) fn new(seats: usize) -> Self {
        Relief { last_look: Cell::new(None), heads: (0..seats).map(|_| Cell::new(0)).collect() }
    }

    /// Takes over what is behind others, for the worker of the seat, and says how many tasks that are. To be called now and then by who is busy.
    pub(super) fn take_over(&self, crew: &Crew, own: usize, batch: &Batch) -> usize {
        let now = Instant::now();
        let last_look = self.last_look.get();
        if last_look.is_some_and(|last| now.duration_since(last) <= crew.round) {
            return 0;
        }
        self.last_look.set(Some(now));
        let mut taken = 0;
        for (seat, head) in self.heads.iter().enumerate().filter(|(seat, _)| *seat != own) {
            let ring = &crew.seats[seat].ring;
            if last_look.is_some() && ring.head() == head.get() {
                // Each time it is half of them.
                for _ in 0..u8::BITS {
                    ring.take_half(|task| {
                        taken += 1;
                        batch.push(task);
                    });
                }
            }
            head.set(ring.head());
        }
        taken
    }
}
