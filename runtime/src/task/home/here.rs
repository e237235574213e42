//! What the thread of a home does with its tasks.

use super::{CURRENT, Here, Home, end};
use crate::budget;
use crate::sync_shim::Ordering;
use crate::task::JoinHandle;
use crate::task::cell::{layout, place};
use crate::task::header::{INTEREST, NOTIFIED, TaskPtr};
use crate::task::lists::{END, is_listed, next_received};
use crate::task::waker::{Local, borrowed};
use crate::wake::wake_all;
use std::future::Future;
use std::marker::PhantomData;
use std::ptr;
use std::task::{Context, Poll};

/// What a turn was.
pub(crate) enum Turn {
    /// Nobody is ready.
    Idle,
    /// A task has been polled, or dropped.
    Taken,
    /// It is the turn of the future of `block_on`.
    Main,
}

impl Here<'_> {
    /// Calls the closure with the home, if this thread is at that home.
    #[inline]
    pub(in crate::task) fn with<R>(home: *const Home, closure: impl FnOnce(Option<Here<'_>>) -> R) -> R {
        let current = CURRENT.with(|current| current.get());
        if current.is_null() || !ptr::eq(current, home) {
            return closure(None);
        }
        // SAFETY: An `Entered` of this thread keeps the home alive. It lives on the stack below us, and so longer than the closure runs.
        closure(Some(Here(unsafe { &*current }, PhantomData)))
    }

    /// Calls the closure with the home that this thread is at, if any.
    #[inline]
    pub(crate) fn with_current<R>(closure: impl FnOnce(Option<Here<'_>>) -> R) -> R {
        Self::with(CURRENT.with(|current| current.get()), closure)
    }

    /// Spawns a task, which need not be `Send`. If the home is closed, the task is cancelled at once.
    pub(crate) fn spawn<F>(self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        // Two references: the runtime's and the handle's.
        let task = self.place(future, 2, INTEREST);
        // SAFETY: The task is new, it belongs to this thread, and the runtime's reference keeps it alive until it is ended.
        unsafe {
            if self.0.closed.get() {
                end(task);
            } else {
                self.0.tasks.insert(task);
                self.0.queue.push(task);
            }
            JoinHandle::new(task)
        }
    }

    /// Makes a task of this home, in memory that it has kept if there is some.
    pub(super) fn place<F: Future>(self, future: F, references: u32, join: u8) -> TaskPtr {
        self.0.own.set(self.0.own.get() + 1);
        let memory = self.0.spare.take(layout::<F>());
        // SAFETY: The memory was allocated for this future.
        unsafe { place::<F, Local>(memory, future, self.0.this.get().cast(), references, 0, join) }
    }

    /// Ready when there are no tasks. Remembers the waker of the last call.
    pub(crate) fn poll_ended(self, cx: &mut Context<'_>) -> Poll<()> {
        // Whoever has ended elsewhere may have spawned before.
        self.receive();
        if self.0.tasks.is_empty() {
            return Poll::Ready(());
        }
        drop(self.0.who_waits.replace(Some(cx.waker().clone())));
        Poll::Pending
    }

    /// How many tasks there are, those not counted that other threads have just spawned.
    #[cfg(test)]
    pub(crate) fn tasks(self) -> usize {
        self.0.tasks.length()
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_idle(self) -> bool {
        self.0.queue.length() == 0 && self.0.inbox.is_empty()
    }

    /// Puts the task into the run queue, if it is not in there and not complete.
    ///
    /// # Safety
    ///
    /// The task is alive, and this is its home.
    #[inline]
    pub(in crate::task) unsafe fn schedule(self, task: TaskPtr) {
        // SAFETY: The caller's promise.
        let header = unsafe { task.header() };
        if header.next.get().is_some() || header.is_complete() {
            return;
        }
        if !is_listed(header) {
            // It was spawned from elsewhere.
            // SAFETY: The runtime's reference keeps the task alive while it is in the list.
            unsafe { self.0.tasks.insert(task) }
        }
        if self.0.closed.get() {
            return;
        }
        if self.0.turn.get() == Some(task) {
            // It goes to the queue once its turn is over.
            header.next.set(Some(END));
        } else {
            // SAFETY: A task that is not complete has the runtime's reference, which it keeps while it is in the queue.
            unsafe { self.0.queue.push(task) }
        }
    }

    /// Takes in what other threads have spawned and woken.
    #[inline]
    pub(crate) fn receive(self) {
        if let Some(received) = self.0.inbox.take() {
            self.take_in(Some(received));
        }
    }

    fn take_in(self, mut received: Option<TaskPtr>) {
        // SAFETY: The list came out of the inbox. The reference that it holds of each task is given up last.
        while let Some(task) = unsafe { next_received(&mut received) } {
            // SAFETY: The task is alive and belongs here.
            unsafe {
                let header = task.header();
                // Acquire: what was written before the wakes. From here on a wake puts the task into the inbox again.
                header.state.fetch_and(!NOTIFIED, Ordering::AcqRel);
                if !header.is_complete() {
                    self.schedule(task);
                }
                task.release();
            }
        }
    }

    /// Polls the task that is ready longest.
    pub(crate) fn take_turn(self) -> Turn {
        if self.0.random.get() != 0 {
            self.shuffle();
        }
        let Some(task) = self.0.queue.pop() else { return Turn::Idle };
        if self.0.main.get() == Some(task) {
            return Turn::Main;
        }
        // SAFETY: What is in the run queue is alive: a task by the runtime's reference, which is given up below at the earliest; or what stood for
        // the future of a `block_on` that has ended, whose reference the queue has since.
        let header = unsafe { task.header() };
        if header.is_complete() {
            // SAFETY: As said.
            unsafe { task.release() }
            return Turn::Taken;
        }
        self.0.turn.set(Some(task));
        let is_done = if header.is_aborted() {
            // SAFETY: The task is not complete, so that there is a future, which only this thread uses, and not further down the stack, since no
            // turn is taken inside a turn.
            unsafe { (header.vtable.cancel)(task) }
            true
        } else {
            // SAFETY: As above; and the task outlives the waker.
            budget::turn(|| unsafe { (header.vtable.poll)(task, &mut Context::from_waker(&borrowed(task))) })
        };
        self.0.turn.set(None);
        if is_done {
            // SAFETY: The task is in the list and not complete, and its result is there. We give up the runtime's reference.
            unsafe {
                self.0.tasks.remove(task);
                header.next.set(None);
                task.complete();
                task.release();
            }
            if self.0.tasks.is_empty() {
                wake_all(self.0.who_waits.take());
            }
        } else if header.next.take().is_some() {
            // SAFETY: The task is in no queue, and alive.
            unsafe { self.0.queue.push(task) }
        }
        Turn::Taken
    }

    /// Brings one of the first few tasks to the front.
    fn shuffle(self) {
        // Xorshift, Marsaglia 2003.
        let mut random = self.0.random.get();
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        self.0.random.set(random);
        let choice = self.0.queue.length().clamp(1, 8) as u64;
        self.0.queue.rotate((random % choice) as usize);
    }

    /// Closes the home, cancels every task, and says how many there were. Destructors may still spawn; such tasks are cancelled on the spot.
    pub(crate) fn shut_down(self) -> usize {
        self.0.closed.set(true);
        drop(self.0.who_waits.take());
        while let Some(task) = self.0.queue.pop() {
            // SAFETY: As in `take_turn`: the queue has a reference of what is complete.
            unsafe {
                if task.header().is_complete() {
                    task.release();
                }
            }
        }
        self.take_in(self.0.inbox.close());
        let cancelled = self.0.tasks.length();
        while let Some(task) = self.0.tasks.first() {
            // SAFETY: The task is in the list, and then it is not; it is not complete, and this is not its turn, since the runtime is not dropped
            // by its own tasks. The runtime's reference is ours.
            unsafe {
                self.0.tasks.remove(task);
                end(task);
            }
        }
        cancelled
    }
}
