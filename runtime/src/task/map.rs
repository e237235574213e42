//! Many tasks, each with a key.

use super::{AbortHandle, Id, JoinError, JoinHandle, JoinSet};
use crate::wake::drop_isolated;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt;
use std::future::{Future, poll_fn};
use std::hash::Hash;
use std::task::{Context, Poll, ready};

/// Tasks that belong together, and are told apart by keys: [`join_next`](JoinMap::join_next) gives their results as they end, and dropping the map aborts
/// those that are left.
///
/// At most one task has a key. Who spawns another under it aborts the one before, whose result is then thrown away.
///
/// ```
/// use resumable::task::JoinMap;
///
/// # resumable::block_on(async {
/// let mut lengths = JoinMap::new();
/// for word in ["one", "three"] {
///     lengths.spawn(word, async move { word.len() });
/// }
/// lengths.spawn("never", std::future::pending());
/// assert!(lengths.abort("never"));
/// while let Some((word, length)) = lengths.join_next().await {
///     assert_eq!(length.ok(), (word != "never").then_some(word.len()));
/// }
/// # });
/// ```
pub struct JoinMap<K, T> {
    set: JoinSet<T>,
    /// Of the tasks that have not been joined, but for those whose key was given to another.
    keys: HashMap<Id, K>,
    /// They also keep the id of each task from becoming another's.
    handles: HashMap<K, AbortHandle>,
}

impl<K, T> JoinMap<K, T> {
    /// A map without tasks.
    pub fn new() -> Self {
        JoinMap { set: JoinSet::new(), keys: HashMap::new(), handles: HashMap::new() }
    }

    /// How many tasks have not been joined.
    pub fn len(&self) -> usize {
        self.handles.len()
    }

    /// Whether every task has been joined.
    pub fn is_empty(&self) -> bool {
        self.handles.is_empty()
    }

    /// The keys of the tasks that have not been joined, in no order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.handles.keys()
    }

    /// [Aborts](JoinHandle::abort) every task. They stay in the map until they are joined.
    pub fn abort_all(&self) {
        self.set.abort_all();
    }
}

impl<K: Hash + Eq + Clone, T> JoinMap<K, T> {
    /// Puts a task into the map. The one that had the key is aborted.
    pub fn insert(&mut self, key: K, handle: JoinHandle<T>) -> AbortHandle {
        let (id, abort_handle) = (handle.id(), self.set.insert(handle));
        self.keys.insert(id, key.clone());
        if let Some(before) = self.handles.insert(key, abort_handle.clone()) {
            self.keys.remove(&before.id());
            before.abort();
        }
        abort_handle
    }

    /// [Spawns](crate::spawn) a task of the map.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn<F>(&mut self, key: K, future: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        self.insert(key, crate::spawn(future))
    }

    /// [Spawns](crate::spawn_local) a task of the map that need not be `Send`.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn_local<F>(&mut self, key: K, future: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
        T: 'static,
    {
        self.insert(key, crate::spawn_local(future))
    }

    /// Calls the closure [where it may block](crate::spawn_blocking).
    ///
    /// # Panics
    ///
    /// If there is no thread and the operating system refuses to start one.
    #[track_caller]
    pub fn spawn_blocking<F>(&mut self, key: K, closure: F) -> AbortHandle
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.insert(key, crate::spawn_blocking(closure))
    }

    /// Whether the task with that key has not been joined.
    pub fn contains_key<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.handles.contains_key(key)
    }

    /// [Aborts](JoinHandle::abort) the task with that key, which stays in the map until it is joined. False if there is none.
    pub fn abort<Q: Hash + Eq + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let handle = self.handles.get(key);
        handle.inspect(|handle| handle.abort()).is_some()
    }

    /// Waits for the next task to end, and gives its key and its result; `None` if the map is empty.
    ///
    /// Cancel safety: nothing can be lost.
    pub fn join_next(&mut self) -> impl Future<Output = Option<(K, Result<T, JoinError>)>> {
        poll_fn(|cx| self.poll_join_next(cx))
    }

    /// [`join_next`](JoinMap::join_next), to be polled.
    pub fn poll_join_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(K, Result<T, JoinError>)>> {
        // Whoever has lost his key to another is not waited for.
        while !self.is_empty() {
            let Some((id, result)) = ready!(self.set.poll_join_next_with_id(cx)) else { break };
            if let Some(key) = self.keys.remove(&id) {
                self.handles.remove(&key);
                return Poll::Ready(Some((key, result)));
            }
            drop_isolated(result);
        }
        Poll::Ready(None)
    }

    /// Aborts every task and waits until their futures have been dropped, those included that have lost their keys to others. Results of tasks that got
    /// there first are dropped.
    ///
    /// Cancel safety: the tasks that have not been waited for stay in the map.
    pub fn shut_down(&mut self) -> impl Future<Output = ()> {
        self.set.abort_all();
        poll_fn(|cx| {
            while let Some((id, result)) = ready!(self.set.poll_join_next_with_id(cx)) {
                if let Some(key) = self.keys.remove(&id) {
                    self.handles.remove(&key);
                }
                drop_isolated(result);
            }
            Poll::Ready(())
        })
    }
}

impl<K, T> Default for JoinMap<K, T> {
    fn default() -> Self {
        JoinMap::new()
    }
}

impl<K: fmt::Debug, T> fmt::Debug for JoinMap<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinMap").field("keys", &self.handles.keys()).finish_non_exhaustive()
    }
}
