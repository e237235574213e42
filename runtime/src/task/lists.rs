//! The run queue, the list of all tasks, and the inbox: linked through the headers, so that none of them allocates.
//!
//! The first two belong to the thread of a [`Home`](super::home::Home), which is the only one to call them; any thread may push to the inbox.
//!
//! A link is `None` where the task is not in the list, and [`END`] at an end of it, so that the link also tells whether the task is listed.

use super::census::Census;
use super::header::{Header, TaskPtr};
use crate::chaos;
use crate::sync_shim::{AtomicPtr, Cell, Ordering};
use std::ptr::{self, NonNull};
use std::sync::Arc;

/// What a link is where the list ends. No task has this address, which is where the alignment of a header says that nothing can be.
pub(super) const END: TaskPtr = TaskPtr(NonNull::dangling());

/// Tasks that are ready, first in, first out. It borrows them.
pub(super) struct RunQueue {
    head: Cell<Option<TaskPtr>>,
    tail: Cell<Option<TaskPtr>>,
    length: Cell<usize>,
}

impl RunQueue {
    pub(super) fn new() -> Self {
        RunQueue { head: Cell::new(None), tail: Cell::new(None), length: Cell::new(0) }
    }

    pub(super) fn length(&self) -> usize {
        self.length.get()
    }

    /// # Safety
    ///
    /// The task is alive until it has been popped, is not in the queue, and belongs to the thread of the queue, which is this one.
    pub(super) unsafe fn push(&self, task: TaskPtr) {
        // SAFETY: The caller's promise.
        unsafe { task.header() }.next.set(Some(END));
        match self.tail.replace(Some(task)) {
            None => self.head.set(Some(task)),
            // SAFETY: The last task is in the queue, and therefore alive.
            Some(last) => unsafe { last.header() }.next.set(Some(task)),
        }
        self.length.set(self.length.get() + 1);
    }

    /// Puts the tasks of another queue behind those of this one. For who may touch the tasks of both.
    pub(super) fn append(&self, other: &RunQueue) {
        let Some(first) = other.head.take() else { return };
        match self.tail.replace(other.tail.take()) {
            None => self.head.set(Some(first)),
            // SAFETY: The last task is in the queue, and therefore alive.
            Some(last) => unsafe { last.header() }.next.set(Some(first)),
        }
        self.length.set(self.length.get() + other.length.take());
    }

    /// Puts the first task behind the others, so often.
    pub(super) fn rotate(&self, times: usize) {
        for _ in 0..times {
            if let Some(first) = self.pop() {
                // SAFETY: It was in the queue until now.
                unsafe { self.push(first) }
            }
        }
    }

    /// The first task, which is not in the queue any more.
    pub(super) fn pop(&self) -> Option<TaskPtr> {
        let first = self.head.get()?;
        // SAFETY: The task is in the queue, and therefore alive.
        let next = unsafe { first.header() }.next.replace(None).filter(|next| *next != END);
        self.head.set(next);
        if next.is_none() {
            self.tail.set(None);
        }
        self.length.set(self.length.get() - 1);
        Some(first)
    }
}

/// All tasks that are not complete, in no order that matters. It holds the runtime's reference of each.
pub(super) struct TaskList {
    first: Cell<Option<TaskPtr>>,
    census: Arc<Census>,
}

impl TaskList {
    pub(super) fn new(census: Arc<Census>) -> Self {
        TaskList { first: Cell::new(None), census }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.get().is_none()
    }

    pub(super) fn length(&self) -> usize {
        self.census.alive()
    }

    pub(super) fn first(&self) -> Option<TaskPtr> {
        self.first.get()
    }

    /// # Safety
    ///
    /// The task is alive until it has been removed, is not in the list, and belongs to the thread of the list, which is this one.
    pub(super) unsafe fn insert(&self, task: TaskPtr) {
        // SAFETY: The caller's promise.
        let links = unsafe { &task.header().links };
        links.previous.set(Some(END));
        let next = self.first.replace(Some(task));
        links.next.set(Some(next.unwrap_or(END)));
        if let Some(next) = next {
            // SAFETY: The task is in the list, and therefore alive.
            unsafe { next.header() }.links.previous.set(Some(task));
        }
        self.census.insert();
    }

    /// # Safety
    ///
    /// The task is in this list, and this is the list's thread.
    pub(super) unsafe fn remove(&self, task: TaskPtr) {
        // SAFETY: The task and its neighbours are in the list, and therefore alive.
        unsafe {
            let links = &task.header().links;
            let (previous, next) = (links.previous.take(), links.next.take());
            match previous.filter(|previous| *previous != END) {
                Some(previous) => previous.header().links.next.set(next),
                None => self.first.set(next.filter(|next| *next != END)),
            }
            if let Some(next) = next.filter(|next| *next != END) {
                next.header().links.previous.set(previous);
            }
        }
        self.census.remove();
    }
}

/// Whether the task is in the list of tasks of its home.
///
/// To be asked by the thread of the home.
pub(super) fn is_listed(header: &Header) -> bool {
    header.links.next.get().is_some()
}

/// Tasks that other threads have woken or spawned: a stack, which is emptied at once and turned around (Treiber 1986). It holds a reference of
/// each.
pub(super) struct Inbox {
    /// The task that was pushed last; null if there is none; `closed()` if nothing is taken any more.
    last: AtomicPtr<Header>,
}

fn closed() -> *mut Header {
    END.0.as_ptr()
}

impl Inbox {
    pub(super) fn new() -> Self {
        Inbox { last: AtomicPtr::new(ptr::null_mut()) }
    }

    /// Puts the task in; false if the inbox is closed. Never blocks.
    ///
    /// # Safety
    ///
    /// The task is alive, and it was the caller who set its `NOTIFIED`. The caller hands a reference over, unless the inbox is closed.
    pub(super) unsafe fn push(&self, task: TaskPtr) -> bool {
        // SAFETY: The caller's promise, until the exchange succeeds.
        let link = unsafe { &task.header().inbox_next };
        let mut last = self.last.load(Ordering::Relaxed);
        loop {
            if last == closed() {
                return false;
            }
            // `NOTIFIED` makes the link ours until the task is in.
            link.set(NonNull::new(last).map(TaskPtr));
            chaos::point();
            // Release: the link, and what was written before the wake.
            match self.last.compare_exchange_weak(last, task.0.as_ptr(), Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return true,
                Err(now) => last = now,
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        let last = self.last.load(Ordering::Acquire);
        last.is_null() || last == closed()
    }

    /// Takes everything out, to be given to [`next_received`], which hands out a reference of each.
    pub(super) fn take(&self) -> Option<TaskPtr> {
        if self.is_empty() { None } else { turned(self.last.swap(ptr::null_mut(), Ordering::AcqRel)) }
    }

    /// Takes everything out and nothing in any more.
    pub(super) fn close(&self) -> Option<TaskPtr> {
        turned(self.last.swap(closed(), Ordering::AcqRel))
    }
}

/// Turns the list around, so that it begins with the task that was pushed first.
fn turned(last: *mut Header) -> Option<TaskPtr> {
    let mut rest = NonNull::new(last).filter(|last| last.as_ptr() != closed()).map(TaskPtr);
    let mut first = None;
    while let Some(task) = rest {
        // SAFETY: The reference that was handed over with the task is ours now, and so is the link.
        rest = unsafe { task.header() }.inbox_next.replace(first);
        first = Some(task);
    }
    first
}

/// Takes the first task off a list that came out of the inbox.
///
/// # Safety
///
/// The list came out of the inbox, and its references have not been given up. The link of the task that is returned is not the caller's any more
/// once he clears its `NOTIFIED`.
pub(super) unsafe fn next_received(list: &mut Option<TaskPtr>) -> Option<TaskPtr> {
    let task = (*list)?;
    // SAFETY: The list holds a reference.
    *list = unsafe { task.header() }.inbox_next.take();
    Some(task)
}
