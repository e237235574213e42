//! From the token of an event to the readiness it is about.
//!
//! A token is an index into a slab with a generation in its upper half. Events are copied out of the operating system in batches, so one may
//! name a source that went away after it was copied, and whose index already serves another: then the generations differ and the event is
//! dropped. Tokens are never addresses.

use super::BELL;
use super::source::Readiness;
use crate::prelude::*;
use mio::Token;
use slab::Slab;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

const INDEX_BITS: u32 = usize::BITS / 2;
const INDEX_MASK: usize = (1 << INDEX_BITS) - 1;

#[derive(Default)]
pub(super) struct Table {
    state: Mutex<State>,
    /// How many sources there are, so that one may look without the lock. Changed under it.
    length: AtomicUsize,
}

#[derive(Default)]
struct State {
    sources: Slab<(Token, Arc<Readiness>)>,
    generation: usize,
    /// Set when the reactor goes away, never cleared.
    closed: bool,
}

impl Table {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn insert(&self, readiness: &Arc<Readiness>) -> io::Result<Token> {
        let mut state = self.lock();
        if state.closed {
            return Err(gone());
        }
        let index = state.sources.vacant_key();
        state.generation = state.generation.wrapping_add(1);
        let token = Token(state.generation << INDEX_BITS | index);
        if index >= INDEX_MASK - 1 {
            // Unreachable in practice; the mask itself would collide with the bell, and the one before with the alarm.
            return Err(io::Error::new(io::ErrorKind::OutOfMemory, "too many sockets in one runtime"));
        }
        debug_assert_ne!(token, BELL);
        state.sources.insert((token, readiness.clone()));
        self.length.store(state.sources.len(), Ordering::Relaxed);
        Ok(token)
    }

    /// Whether there are sources. One that has just been made may be overlooked; the [sleeper](super::sleeper) sees to it that this does no harm.
    pub(super) fn is_used(&self) -> bool {
        self.length.load(Ordering::Relaxed) != 0
    }

    /// The readiness of the source with exactly this token.
    pub(super) fn get(&self, token: Token) -> Option<Arc<Readiness>> {
        let state = self.lock();
        let (found, readiness) = state.sources.get(token.0 & INDEX_MASK)?;
        (*found == token).then(|| readiness.clone())
    }

    pub(super) fn remove(&self, token: Token) {
        let mut state = self.lock();
        let index = token.0 & INDEX_MASK;
        if state.sources.get(index).is_some_and(|(found, _)| *found == token) {
            let removed = state.sources.remove(index);
            self.length.store(state.sources.len(), Ordering::Relaxed);
            drop(state);
            drop(removed);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lock().sources.len()
    }

    /// Refuses new sources from now on and tells those that are left that the reactor is gone.
    pub(super) fn close(&self, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        state.closed = true;
        let sources = std::mem::take(&mut state.sources);
        drop(state);
        for (_, (_, readiness)) in sources {
            readiness.close(wakers);
        }
    }
}

/// What a socket reports when its runtime is gone.
pub(super) fn gone() -> io::Error {
    io::Error::other(
        "the runtime that this socket was made in has been dropped; keep the runtime for as long as its sockets",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_dies_with_its_source() {
        let table = Table::default();
        let first = table.insert(&Arc::default()).unwrap();
        table.remove(first);
        let second = table.insert(&Arc::default()).unwrap();
        assert_eq!(first.0 & INDEX_MASK, second.0 & INDEX_MASK, "the slab reuses the index");
        assert!(table.get(first).is_none(), "the stale token finds nothing");
        table.remove(first);
        assert!(table.get(second).is_some(), "the stale token removes nothing");
    }

    #[test]
    fn a_closed_table_takes_nothing_in() {
        let table = Table::default();
        let token = table.insert(&Arc::default()).unwrap();
        table.close(&mut Vec::new());
        assert!(table.get(token).is_none());
        assert!(table.insert(&Arc::default()).is_err());
    }
}
