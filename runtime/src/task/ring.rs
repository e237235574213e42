//! The queues of a crew: a ring for each worker, from which the others steal, and one for all.

use super::header::{Header, TaskPtr};
use super::lists::RunQueue;
use super::shared::Queued;
use crate::chaos;
use crate::prelude::*;
use crate::sync_shim::{AtomicPtr, AtomicU32, AtomicUsize, Mutex, MutexGuard, Ordering};
use std::ptr::{self, NonNull};
use std::sync::PoisonError;

/// How many tasks stand in one ring. Small in models, so that they see it full.
const ROOM: u32 = if cfg!(loom) { 4 } else { 256 };

/// First in, first out; one worker pushes, any may take out.
///
/// Entries are read before they are taken: `head` says which are there, and whoever moves it on by an exchange has those that it passes. If somebody
/// was faster, the exchange fails, and what was read is forgotten. A slot is written again only when `head` has passed it, so that an exchange that
/// succeeds has read what was there. Both counters run on and wrap; slots are picked by their lower bits.
pub(crate) struct Ring {
    /// The next entry to be taken. Moved on by whoever takes, never back.
    head: AtomicU32,
    /// Where the next entry goes. Written by the owner only.
    tail: AtomicU32,
    slots: Box<[AtomicPtr<Header>]>,
}

impl Ring {
    pub(crate) fn new() -> Self {
        let slots = (0..ROOM).map(|_| AtomicPtr::new(ptr::null_mut())).collect();
        Ring { head: AtomicU32::new(0), tail: AtomicU32::new(0), slots }
    }

    fn slot(&self, at: u32) -> &AtomicPtr<Header> {
        &self.slots[(at % ROOM) as usize]
    }

    /// How many tasks there are; exact for the owner, as long as nobody steals.
    pub(crate) fn length(&self) -> u32 {
        // The head first: the tail is never behind a head that was read before it.
        let head = self.head.load(Ordering::Acquire);
        self.tail.load(Ordering::Acquire).wrapping_sub(head).min(ROOM)
    }

    /// How many tasks have been taken; it wraps.
    pub(crate) fn head(&self) -> u32 {
        self.head.load(Ordering::Acquire)
    }

    /// Puts the task at the end; gives it back if there is no room. For the owner only.
    pub(crate) fn push(&self, task: Queued) -> Result<(), Queued> {
        let tail = self.tail.load(Ordering::Relaxed);
        // Acquire: whoever moved the head has read the slots that it has passed.
        if tail.wrapping_sub(self.head.load(Ordering::Acquire)) >= ROOM {
            return Err(task);
        }
        self.slot(tail).store(task.into_raw().0.as_ptr(), Ordering::Relaxed);
        chaos::point();
        // Release: the slot, and the task.
        self.tail.store(tail.wrapping_add(1), Ordering::Release);
        Ok(())
    }

    pub(crate) fn pop(&self) -> Option<Queued> {
        let mut taken = None;
        self.take::<1>(|_| 1, |task| taken = Some(task));
        taken
    }

    /// Takes out half of the tasks, at least one if there are any, at most half a ring.
    pub(crate) fn take_half(&self, receive: impl FnMut(Queued)) {
        const MOST: usize = ROOM as usize / 2;
        // Who searches looks at many that are empty, for which there need not be room for half a ring.
        if self.length() == 0 {
            return;
        }
        self.take::<MOST>(|length| length.div_ceil(2).min(MOST as u32), receive);
    }

    fn take<const MOST: usize>(&self, count: impl Fn(u32) -> u32, mut receive: impl FnMut(Queued)) {
        let mut head = self.head.load(Ordering::Acquire);
        let mut read = [ptr::null_mut(); MOST];
        loop {
            // Acquire: the slots and the tasks.
            let length = self.tail.load(Ordering::Acquire).wrapping_sub(head);
            if length == 0 || length > ROOM {
                // Empty; or the head was read so long ago that the ring has been around since.
                if length == 0 {
                    return;
                }
                head = self.head.load(Ordering::Acquire);
                continue;
            }
            let count = count(length);
            for offset in 0..count {
                read[offset as usize] = self.slot(head.wrapping_add(offset)).load(Ordering::Relaxed);
            }
            chaos::point();
            // Release: that the slots have been read.
            let next = head.wrapping_add(count);
            match self.head.compare_exchange(head, next, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => {
                    for task in &read[..count as usize] {
                        let task = NonNull::new(*task).expect("what has been pushed is no null pointer");
                        // SAFETY: It was pushed by `into_raw`, and the head has been moved past it by us alone.
                        receive(unsafe { Queued::from_raw(TaskPtr(task)) });
                    }
                    return;
                }
                Err(now) => head = now,
            }
        }
    }
}

/// What comes from threads that are not of the crew, and what does not fit into a ring.
pub(crate) struct Common {
    queue: Mutex<State>,
    /// That of the queue, so that one may look without the lock. Written under it.
    length: AtomicUsize,
}

struct State {
    tasks: RunQueue,
    /// Set by `close`, never cleared.
    closed: bool,
}

// SAFETY: The queue is of `Queued`s, which are `Send`. Their links are touched only under the lock.
unsafe impl Send for State {}

impl Common {
    pub(crate) fn new() -> Self {
        Common { queue: Mutex::new(State { tasks: RunQueue::new(), closed: false }), length: AtomicUsize::new(0) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn length(&self) -> usize {
        self.length.load(Ordering::Acquire)
    }

    /// Puts the task at the end, or drops it if the queue is closed; false then.
    pub(crate) fn push(&self, task: Queued) -> bool {
        let batch = Batch::new();
        batch.push(task);
        self.push_all(batch)
    }

    /// Puts the tasks at the end, or drops them if the queue is closed; false then.
    pub(crate) fn push_all(&self, batch: Batch) -> bool {
        let state = self.lock();
        let is_open = !state.closed;
        if is_open {
            state.tasks.append(&batch.0);
            self.length.store(state.tasks.length(), Ordering::Release);
        }
        // What is left in the batch is dropped without the lock.
        drop(state);
        is_open
    }

    /// Takes out the first tasks, as many as that.
    pub(crate) fn take(&self, count: usize) -> Batch {
        let batch = Batch::new();
        if count == 0 || self.length() == 0 {
            return batch;
        }
        let state = self.lock();
        if count >= state.tasks.length() {
            batch.0.append(&state.tasks);
        }
        while batch.0.length() < count
            && let Some(task) = state.tasks.pop()
        {
            // SAFETY: It was popped just now, and its reference is the batch's.
            unsafe { batch.0.push(task) }
        }
        self.length.store(state.tasks.length(), Ordering::Release);
        batch
    }

    /// Refuses everything from now on, and drops what there is.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        drop(self.take(usize::MAX));
    }
}

/// Tasks on their way from queue to queue, first in, first out. It has a reference of each. Dropping it gives up their turns.
pub(crate) struct Batch(RunQueue);

impl Batch {
    pub(crate) fn new() -> Self {
        Batch(RunQueue::new())
    }

    pub(crate) fn push(&self, task: Queued) {
        // SAFETY: The reference of the `Queued` is the batch's now. The task is in no queue, so its link is ours.
        unsafe { self.0.push(task.into_raw()) }
    }

    pub(crate) fn pop(&self) -> Option<Queued> {
        // SAFETY: It was pushed by `into_raw`, and popped by us alone.
        self.0.pop().map(|task| unsafe { Queued::from_raw(task) })
    }
}

impl Iterator for Batch {
    type Item = Queued;

    fn next(&mut self) -> Option<Queued> {
        self.pop()
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}
