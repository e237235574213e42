//! The future of `block_on`, which takes turns with the tasks.

use super::{Here, Home};
use crate::budget;
use crate::sync_shim::Ordering;
use crate::task::header::{COMPLETE, TaskPtr};
use crate::task::lists::END;
use crate::task::waker::borrowed;
use std::marker::PhantomData;
use std::rc::Rc;
use std::task::{Context, Waker};

impl Here<'_> {
    /// Makes a place in the run queue for a future that is polled elsewhere on this thread.
    pub(crate) fn main(self) -> Main {
        let task = self.place(std::future::pending::<()>(), 1, 0);
        // It counts as listed, as `receive` is to leave it alone.
        // SAFETY: The task is alive.
        unsafe { task.header() }.links.next.set(Some(END));
        let previous = self.0.main.replace(Some(task));
        Main { task, previous, home: self.0, _not_send: PhantomData }
    }
}

/// The place of `block_on`'s future in the run queue.
pub(crate) struct Main {
    /// Has a reference.
    task: TaskPtr,
    previous: Option<TaskPtr>,
    /// Alive, since the task is counted there.
    home: *const Home,
    _not_send: PhantomData<Rc<()>>,
}

impl Main {
    /// Polls the future on behalf of this place: a wake while it runs counts once it has run.
    #[inline]
    pub(crate) fn poll<R>(&self, poll: impl FnOnce(&mut Context<'_>) -> R) -> R {
        // SAFETY: The home is alive.
        let home = unsafe { &*self.home };
        home.turn.set(Some(self.task));
        let _turn = EndOfTurn(self);
        // SAFETY: The task is alive, and longer than the waker.
        let waker: &Waker = &*unsafe { borrowed(self.task) };
        budget::turn(|| poll(&mut Context::from_waker(waker)))
    }

    pub(crate) fn wake(&self) {
        // SAFETY: The task is alive, and longer than the waker.
        let waker: &Waker = &*unsafe { borrowed(self.task) };
        waker.wake_by_ref();
    }
}

/// Ends the turn of `block_on`'s future, also when it panics.
struct EndOfTurn<'m>(&'m Main);

impl Drop for EndOfTurn<'_> {
    fn drop(&mut self) {
        let task = self.0.task;
        // SAFETY: The home is alive, and so is the task, which is in no queue: it was popped before its turn.
        unsafe {
            let home = &*self.0.home;
            home.turn.set(None);
            if task.header().next.take().is_some() {
                home.queue.push(task);
            }
        }
    }
}

impl Drop for Main {
    fn drop(&mut self) {
        // SAFETY: The home is alive, and this is its thread. From now on wakes do nothing, as the task is complete. If it is in the run queue it
        // leaves its reference there, otherwise it gives it up. The future inside has no destructor, and its result is none.
        unsafe {
            (*self.home).main.set(self.previous);
            let header = self.task.header();
            header.join.fetch_or(COMPLETE, Ordering::AcqRel);
            if header.next.get().is_none() {
                self.task.release();
            }
        }
    }
}
