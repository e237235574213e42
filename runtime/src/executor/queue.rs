//! The run queue, and the tickets that stand in it.
//!
//! Invariant: a ticket stands in the queue at most once, and its `queued` flag says whether it does. Flag and queue change together under
//! one lock, so that no wake can fall between them: a wake either finds the ticket in the queue, where its poll is still to come, or puts it
//! there. The lock also makes whatever was written before a wake visible to the poll that follows, whether or not that wake was the first.

use crate::prelude::*;
use crate::reactor;
use crate::task::{Abort, Job};
use std::collections::VecDeque;
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Wake;

/// The run queue of one runtime. Any thread may push; only the owner pops.
pub(super) struct Queue {
    state: Mutex<State>,
    reactor: reactor::Handle,
}

struct State {
    entries: VecDeque<Entry>,
    /// Set when the runtime is dropped, never cleared. From then on nothing is queued.
    closed: bool,
}

pub(super) enum Entry {
    /// A task that was woken, or aborted.
    Ready(Arc<Ticket>),
    /// A task that has yet to be taken in by the owner.
    Spawned(Arc<Ticket>, Box<dyn Job + Send>),
}

impl Queue {
    pub(super) fn new(reactor: reactor::Handle) -> Arc<Self> {
        Arc::new(Queue { state: Mutex::new(State { entries: VecDeque::new(), closed: false }), reactor })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn pop(&self) -> Option<Entry> {
        let mut state = self.lock();
        let entry = state.entries.pop_front()?;
        let (Entry::Ready(ticket) | Entry::Spawned(ticket, _)) = &entry;
        // The owner polls the task after this: a wake from now on asks for another poll.
        ticket.queued.store(false, Ordering::Relaxed);
        Some(entry)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lock().entries.is_empty()
    }

    /// Puts a new task into the queue; gives the job back if the runtime is gone.
    pub(super) fn push_spawned(
        &self,
        ticket: &Arc<Ticket>,
        job: Box<dyn Job + Send>,
    ) -> Result<(), Box<dyn Job + Send>> {
        let mut state = self.lock();
        if state.closed {
            return Err(job);
        }
        ticket.queued.store(true, Ordering::Relaxed);
        state.entries.push_back(Entry::Spawned(ticket.clone(), job));
        drop(state);
        self.reactor.unpark();
        Ok(())
    }

    pub(super) fn push_ready(&self, ticket: &Arc<Ticket>) {
        let mut state = self.lock();
        if state.closed || ticket.queued.load(Ordering::Relaxed) {
            return;
        }
        ticket.queued.store(true, Ordering::Relaxed);
        state.entries.push_back(Entry::Ready(ticket.clone()));
        drop(state);
        self.reactor.unpark();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Closes the queue for good and returns what stood in it, to be dropped by the caller.
    pub(super) fn close(&self) -> VecDeque<Entry> {
        let mut state = self.lock();
        state.closed = true;
        mem::take(&mut state.entries)
    }
}

/// The name of a task, and its waker. It outlives the task as long as somebody keeps a waker, which then does nothing.
pub(super) struct Ticket {
    /// Where the owner keeps the task: written and read by the owner's thread only.
    slot: AtomicUsize,
    /// Whether the ticket stands in the queue. Changed under the lock of the queue only.
    queued: AtomicBool,
    /// Set by `abort`, never cleared.
    aborted: AtomicBool,
    queue: Arc<Queue>,
}

impl Ticket {
    pub(super) fn new(queue: &Arc<Queue>) -> Arc<Self> {
        Arc::new(Ticket {
            slot: AtomicUsize::new(usize::MAX),
            queued: AtomicBool::new(false),
            aborted: AtomicBool::new(false),
            queue: queue.clone(),
        })
    }

    pub(super) fn slot(&self) -> usize {
        self.slot.load(Ordering::Relaxed)
    }

    pub(super) fn set_slot(&self, slot: usize) {
        self.slot.store(slot, Ordering::Relaxed);
    }

    pub(super) fn is_aborted(&self) -> bool {
        self.aborted.load(Ordering::Acquire)
    }
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        self.queue.push_ready(&self);
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.queue.push_ready(self);
    }
}

impl Abort for Ticket {
    fn abort(self: Arc<Self>) {
        self.aborted.store(true, Ordering::Release);
        self.queue.push_ready(&self);
    }
}
