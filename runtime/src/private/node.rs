//! What a coroutine notes about itself, with the feature `await-tree`; `await_tree` shows it.

use super::frame::Point;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::prelude::rust_2024::*;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Instant;

/// All that were polled and have not ended, in the order of their first polls.
static ALL: Mutex<BTreeMap<u64, Arc<Entry>>> = Mutex::new(BTreeMap::new());

thread_local! {
    /// Who is being polled; zero is nobody.
    static POLLED: Cell<u64> = const { Cell::new(0) };
    /// Where the coroutine that suspends at this moment waits, and for what.
    static SUSPENDING: Cell<(Option<&'static Point>, &'static str)> = const { Cell::new((None, "")) };
}

/// What is known of one that has begun.
pub(crate) struct Entry {
    pub(crate) id: u64,
    pub(crate) who: Who,
    /// The one that polled it last; zero for nobody.
    pub(crate) parent: AtomicU64,
    waiting: Mutex<Option<Waiting>>,
}

/// Who it is that waits.
#[derive(Clone, Copy)]
pub(crate) enum Who {
    /// The name of its resume function.
    Coroutine(&'static str),
    #[cfg(feature = "runtime")]
    Task(&'static std::panic::Location<'static>),
    #[cfg(feature = "runtime")]
    BlockOn(&'static std::panic::Location<'static>),
}

/// Where it is suspended.
#[derive(Clone, Copy)]
pub(crate) struct Waiting {
    /// Only a coroutine knows.
    pub(crate) point: Option<&'static Point>,
    /// The type of what is awaited.
    pub(crate) awaits: &'static str,
    pub(crate) since: Instant,
}

impl Entry {
    /// `None` while it runs.
    pub(crate) fn waiting(&self) -> Option<Waiting> {
        *lock(&self.waiting)
    }
}

/// Nothing that is done under these locks can panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All that have begun and have not ended, in the order in which they began.
pub(crate) fn all() -> Vec<Arc<Entry>> {
    lock(&ALL).values().cloned().collect()
}

/// In each coroutine, before its slots, and in each root: its entry, from the first poll on.
#[derive(Default)]
pub struct Node(Option<Arc<Entry>>);

impl Node {
    pub const fn new() -> Self {
        Node(None)
    }

    /// That of a coroutine.
    ///
    /// # Safety
    ///
    /// The coroutine's slots are begun: the node is the first of them. Nobody else uses it meanwhile.
    pub(super) unsafe fn of<'n, C>(coroutine: *mut C) -> &'n mut Self {
        // SAFETY: what is asked of the caller.
        unsafe { &mut *coroutine.cast() }
    }

    /// Polls what it is the node of. What is polled meanwhile, on this thread, stands below it.
    pub(crate) fn poll<T>(&mut self, who: impl FnOnce() -> Who, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        let outer = POLLED.try_with(Cell::get).unwrap_or(0);
        let entry = self.0.get_or_insert_with(|| begin(who()));
        entry.parent.store(outer, Ordering::Relaxed);
        *lock(&entry.waiting) = None;
        polled(entry.id);
        let polling = Polling { node: self, outer, suspends: false };
        let result = poll();
        polling.end(result.is_pending());
        result
    }

    fn suspend(&self) {
        let Some(entry) = &self.0 else { return };
        let last = SUSPENDING.try_with(|suspending| suspending.replace((None, "")));
        let (point, awaits) = last.unwrap_or((None, ""));
        *lock(&entry.waiting) = Some(Waiting { point, awaits, since: Instant::now() })
    }

    fn end(&mut self) {
        let entry = self.0.take();
        let removed = entry.and_then(|entry| lock(&ALL).remove(&entry.id));
        drop(removed)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.end()
    }
}

/// Ends what has the node when it drops: that of a coroutine lies among slots, which do not drop by themselves.
pub(super) struct Ended<'n>(pub(super) &'n mut Node);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.end()
    }
}

fn begin(who: Who) -> Arc<Entry> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let entry = Arc::new(Entry { id, who, parent: AtomicU64::new(0), waiting: Mutex::new(None) });
    lock(&ALL).insert(id, entry.clone());
    entry
}

fn polled(id: u64) {
    // Where the thread ends, nobody is below anybody any more.
    let _ = POLLED.try_with(|polled| polled.set(id));
}

/// The end of a poll: one that does not suspend has ended, by a panic if not by itself.
struct Polling<'n> {
    node: &'n mut Node,
    /// Who polled it, and goes on.
    outer: u64,
    suspends: bool,
}

impl Polling<'_> {
    fn end(mut self, suspends: bool) {
        self.suspends = suspends
    }
}

impl Drop for Polling<'_> {
    fn drop(&mut self) {
        polled(self.outer);
        if self.suspends { self.node.suspend() } else { self.node.end() }
    }
}

/// The coroutine that is being polled suspends here.
pub(super) fn suspending(point: &'static Point) {
    let _ = SUSPENDING.try_with(|suspending| suspending.set((Some(point), suspending.get().1)));
}

/// The coroutine that is being polled awaits an `F`, which is not ready.
pub(super) fn awaiting<F>() {
    let _ = SUSPENDING.try_with(|suspending| suspending.set((None, std::any::type_name::<F>())));
}
