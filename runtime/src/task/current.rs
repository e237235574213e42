//! Which task runs on this thread.
//!
//! A home notes whose turn it is in any case, so for its turns nothing is done here. Whatever else polls or drops the future of a task notes that, together
//! with the turn that it was in: if the turn is another one when somebody asks, that began later, and is what counts. So does whoever takes a
//! thread from one home to another, where the turn would not be seen any more.

use super::Id;
use super::header::TaskPtr;
use super::home::{Whereabouts, whereabouts};
use std::cell::Cell;

thread_local! {
    /// Set and put back by [`Noted`]. Needs no destructor, so that it outlives all locals of the thread that have one.
    static NOTE: Cell<Option<Note>> = const { Cell::new(None) };
}

#[derive(Clone, Copy)]
struct Note {
    id: Option<Id>,
    whereabouts: Whereabouts,
}

/// While this exists, the task is the one that runs on this thread; unless one that begins later does.
pub(super) struct Noted(Option<Note>);

impl Noted {
    pub(super) fn task(task: TaskPtr) -> Self {
        Noted::new(Some(Id::of(task)))
    }

    pub(super) fn new(id: Option<Id>) -> Self {
        Noted(NOTE.replace(Some(Note { id, whereabouts: whereabouts() })))
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        NOTE.set(self.0);
    }
}

/// What tells the task that runs this code apart from others: that of its [`JoinHandle::id`](super::JoinHandle::id). In
/// [`spawn_blocking`](crate::spawn_blocking) it is that of the job.
///
/// # Panics
///
/// Outside a task: the future of [`block_on`](crate::block_on) is none.
#[track_caller]
pub fn id() -> Id {
    try_id().expect("task::id was called outside a task; call task::try_id where there may be none")
}

/// What tells the task that runs this code apart from others; `None` outside a task.
///
/// ```
/// # resumable::block_on(async {
/// let task = resumable::spawn(async { resumable::task::try_id() });
/// let id = task.id();
/// assert_eq!(task.await.unwrap(), Some(id));
/// assert_eq!(resumable::task::try_id(), None);
/// # });
/// ```
pub fn try_id() -> Option<Id> {
    let now = whereabouts();
    match NOTE.get() {
        Some(note) if note.whereabouts == now => note.id,
        note => now.turn.or(note.and_then(|note| note.id)),
    }
}
