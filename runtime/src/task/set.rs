//! Many tasks, awaited in the order in which they end.

use super::{AbortHandle, Id, JoinError, JoinHandle};
use crate::budget;
use crate::prelude::*;
use crate::wake::{drop_isolated, store_waker, wake_all};
use slab::Slab;
use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};

/// Tasks that belong together: [`join_next`](JoinSet::join_next) gives their results as they end, and dropping the set aborts those that are left.
///
/// ```
/// # resumable::block_on(async {
/// let mut squares = resumable::task::JoinSet::new();
/// for number in 1..=3 {
///     squares.spawn(async move { number * number });
/// }
/// let mut sum = 0;
/// while let Some(square) = squares.join_next().await {
///     sum += square?;
/// }
/// assert_eq!(sum, 14);
/// # Ok::<(), resumable::JoinError>(())
/// # }).unwrap();
/// ```
pub struct JoinSet<T> {
    tasks: Slab<Member<T>>,
    ended: Arc<Ended>,
}

struct Member<T> {
    handle: JoinHandle<T>,
    waker: Waker,
    /// That of its waker: a late wake may name the place of another.
    number: u64,
}

/// Which handles to look at, and whom to tell that there are some.
struct Ended(Mutex<State>);

#[derive(Default)]
struct State {
    /// Place and number.
    places: VecDeque<(usize, u64)>,
    /// Who waits in `join_next`. Set when it finds nothing; taken by the next end.
    waker: Option<Waker>,
    next_number: u64,
}

impl Ended {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the handle of one task wakes.
struct Ends {
    ended: Arc<Ended>,
    place: usize,
    number: u64,
}

impl Wake for Ends {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let mut state = self.ended.lock();
        state.places.push_back((self.place, self.number));
        let waker = state.waker.take();
        drop(state);
        wake_all(waker);
    }
}

impl<T> JoinSet<T> {
    /// A set without tasks.
    pub fn new() -> Self {
        JoinSet { tasks: Slab::new(), ended: Arc::new(Ended(Mutex::default())) }
    }

    /// How many tasks have not been joined.
    pub fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether every task has been joined.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Puts a task into the set.
    pub fn insert(&mut self, handle: JoinHandle<T>) -> AbortHandle {
        let abort_handle = handle.abort_handle();
        let place = self.tasks.vacant_key();
        let mut state = self.ended.lock();
        let number = state.next_number;
        state.next_number += 1;
        // It may have ended already: it is looked at once in any case, which also gives it its waker.
        state.places.push_back((place, number));
        let waiting = state.waker.take();
        drop(state);
        let waker = Waker::from(Arc::new(Ends { ended: self.ended.clone(), place, number }));
        self.tasks.insert(Member { handle, waker, number });
        wake_all(waiting);
        abort_handle
    }

    /// [Spawns](crate::spawn) a task of the set.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        self.insert(crate::spawn(future))
    }

    /// [Spawns](crate::spawn_local) a task of the set that need not be `Send`.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn spawn_local<F>(&mut self, future: F) -> AbortHandle
    where
        F: Future<Output = T> + 'static,
        T: 'static,
    {
        self.insert(crate::spawn_local(future))
    }

    /// Calls the closure [where it may block](crate::spawn_blocking).
    ///
    /// # Panics
    ///
    /// If there is no thread and the operating system refuses to start one.
    #[track_caller]
    pub fn spawn_blocking<F>(&mut self, closure: F) -> AbortHandle
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        self.insert(crate::spawn_blocking(closure))
    }

    /// Waits for the next task to end, and gives its result; `None` if the set is empty.
    ///
    /// Cancel safety: nothing can be lost.
    pub fn join_next(&mut self) -> impl Future<Output = Option<Result<T, JoinError>>> {
        poll_fn(|cx| self.poll_join_next(cx))
    }

    /// The same, with the [id](AbortHandle::id) of the task: which of them has panicked, if it has. Nothing of the task is left by then, so that its id
    /// may be that of one which is spawned later.
    ///
    /// Cancel safety: nothing can be lost.
    pub fn join_next_with_id(&mut self) -> impl Future<Output = Option<(Id, Result<T, JoinError>)>> {
        poll_fn(|cx| self.poll_join_next_with_id(cx))
    }

    /// The result of a task that has ended; `None` if there is none now.
    pub fn try_join_next(&mut self) -> Option<Result<T, JoinError>> {
        while let Some(place) = self.next_place(None) {
            if let Some((_, result)) = self.look_at(place) {
                return Some(result);
            }
        }
        None
    }

    /// [`join_next`](JoinSet::join_next), to be polled.
    pub fn poll_join_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, JoinError>>> {
        self.poll_join_next_with_id(cx).map(|joined| joined.map(|(_, result)| result))
    }

    pub(super) fn poll_join_next_with_id(&mut self, cx: &mut Context<'_>) -> Poll<Option<(Id, Result<T, JoinError>)>> {
        if self.tasks.is_empty() {
            return Poll::Ready(None);
        }
        let unit = ready!(budget::poll_proceed(cx));
        while let Some(place) = self.next_place(Some(cx.waker())) {
            if let Some(joined) = self.look_at(place) {
                unit.spend();
                return Poll::Ready(Some(joined));
            }
        }
        Poll::Pending
    }

    /// A place to look at. If there is none, the waker is left.
    fn next_place(&mut self, waker: Option<&Waker>) -> Option<(usize, u64)> {
        let mut state = self.ended.lock();
        if let Some(place) = state.places.pop_front() {
            return Some(place);
        }
        let displaced = waker.and_then(|waker| store_waker(&mut state.waker, waker));
        drop(state);
        drop(displaced);
        None
    }

    /// The result of the task in that place, if it has ended.
    fn look_at(&mut self, (place, number): (usize, u64)) -> Option<(Id, Result<T, JoinError>)> {
        let member = self.tasks.get_mut(place).filter(|member| member.number == number)?;
        let Poll::Ready(result) = member.handle.poll_unlimited(&mut Context::from_waker(&member.waker)) else {
            return None;
        };
        let id = member.handle.id();
        self.tasks.remove(place);
        Some((id, result))
    }

    /// [Aborts](JoinHandle::abort) every task. They stay in the set until they are joined.
    pub fn abort_all(&self) {
        for (_, member) in &self.tasks {
            member.handle.abort();
        }
    }

    /// Takes every task out of the set without aborting it.
    pub fn detach_all(&mut self) {
        self.tasks.drain().for_each(drop);
    }

    /// Waits for all tasks, and gives their outputs in the order in which they ended.
    ///
    /// Cancel safety: none. The tasks are aborted, and the outputs dropped.
    ///
    /// # Errors
    ///
    /// That of the first task that panicked or was cancelled. The others are aborted then.
    #[crate::coroutine]
    pub async fn join_all(mut self) -> Result<Vec<T>, JoinError> {
        let mut outputs = Vec::with_capacity(self.len());
        while let Some(result) = self.join_next().await {
            outputs.push(result?);
        }
        Ok(outputs)
    }

    /// Aborts every task and waits until their futures have been dropped. Results of tasks that got there first are dropped.
    ///
    /// Cancel safety: the tasks that have not been waited for stay in the set.
    pub fn shut_down(&mut self) -> impl Future<Output = ()> {
        self.abort_all();
        poll_fn(|cx| {
            loop {
                match self.poll_join_next(cx) {
                    Poll::Ready(Some(result)) => drop_isolated(result),
                    Poll::Ready(None) => return Poll::Ready(()),
                    Poll::Pending => return Poll::Pending,
                }
            }
        })
    }
}

impl<T> Default for JoinSet<T> {
    fn default() -> Self {
        JoinSet::new()
    }
}

/// [Spawns](crate::spawn) each of them, which panics outside a runtime.
impl<F> FromIterator<F> for JoinSet<F::Output>
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    fn from_iter<I: IntoIterator<Item = F>>(futures: I) -> Self {
        let mut set = JoinSet::new();
        futures.into_iter().for_each(|future| _ = set.spawn(future));
        set
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        self.abort_all();
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSet").field("len", &self.len()).finish_non_exhaustive()
    }
}
