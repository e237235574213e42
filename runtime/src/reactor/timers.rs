//! The deadlines that are waited for, in order.

use crate::prelude::*;
use crate::wake::store_waker;
use std::collections::BTreeMap;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Instant;

/// Names one registered deadline. The number tells apart those of the same moment, and is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimerKey {
    deadline: Instant,
    number: u64,
}

#[derive(Default)]
pub(super) struct Timers(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: BTreeMap<TimerKey, Option<Waker>>,
    next_number: u64,
}

impl Timers {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The earliest deadline.
    pub(super) fn next(&self) -> Option<Instant> {
        self.lock().waiting.first_key_value().map(|(key, _)| key.deadline)
    }

    /// Registers a deadline; says also whether it is now the earliest.
    pub(super) fn insert(&self, deadline: Instant, waker: Waker) -> (TimerKey, bool) {
        let mut state = self.lock();
        let key = TimerKey { deadline, number: state.next_number };
        state.next_number += 1;
        state.waiting.insert(key, Some(waker));
        let is_next = state.waiting.first_key_value().is_some_and(|(first, _)| *first == key);
        (key, is_next)
    }

    pub(super) fn update(&self, key: TimerKey, waker: &Waker) -> bool {
        let mut state = self.lock();
        let Some(slot) = state.waiting.get_mut(&key) else { return false };
        let displaced = store_waker(slot, waker);
        drop(state);
        drop(displaced);
        true
    }

    pub(super) fn remove(&self, key: TimerKey) -> Option<Waker> {
        self.lock().waiting.remove(&key).flatten()
    }

    /// Takes out every deadline that has passed.
    pub(super) fn expire(&self, now: Instant, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        while let Some(first) = state.waiting.first_entry() {
            if first.key().deadline > now {
                break;
            }
            wakers.extend(first.remove());
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    pub(super) fn clear(&self, wakers: &mut Vec<Waker>) {
        let waiting = mem::take(&mut self.lock().waiting);
        wakers.extend(waiting.into_values().flatten());
    }
}
