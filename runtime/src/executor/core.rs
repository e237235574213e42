//! What only the thread of the runtime may touch: the tasks themselves, and the turning of the reactor.

use super::POLLS_PER_TURN;
use super::queue::{Entry, Queue, Ticket};
use crate::budget;
use crate::prelude::*;
use crate::reactor::Reactor;
use crate::task::{Job, JoinCell, Spawned};
use slab::Slab;
use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::{io, mem};

pub(super) struct Core {
    pub(super) queue: Arc<Queue>,
    /// Never borrowed while code of the user runs, which may spawn.
    tasks: RefCell<Slab<Task>>,
    reactor: RefCell<Reactor>,
}

struct Task {
    ticket: Arc<Ticket>,
    /// Taken out while it is polled.
    job: Option<Box<dyn Job>>,
}

impl Core {
    pub(super) fn new() -> io::Result<Self> {
        let reactor = Reactor::new()?;
        let queue = Queue::new(reactor.handle().clone());
        Ok(Core { queue, tasks: RefCell::new(Slab::new()), reactor: RefCell::new(reactor) })
    }

    pub(super) fn reactor(&self) -> crate::reactor::Handle {
        self.reactor.borrow().handle().clone()
    }

    /// Takes in a future that need not be `Send`. Only the owner's thread can call this, as `Core` is not `Sync`.
    pub(super) fn spawn_local<F>(&self, future: F) -> (Arc<JoinCell<F::Output>>, Arc<Ticket>)
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let ticket = Ticket::new(&self.queue);
        let (mut job, cell) = Spawned::new(future);
        if self.queue.is_closed() {
            job.cancel();
        } else {
            self.adopt(&ticket, Box::new(job));
            self.queue.push_ready(&ticket);
        }
        (cell, ticket)
    }

    /// Runs the tasks and the reactor until the future is ready.
    pub(super) fn run<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        let main = Ticket::new(&self.queue);
        let main_waker = Waker::from(main.clone());
        main_waker.wake_by_ref();
        loop {
            for _ in 0..POLLS_PER_TURN {
                match self.queue.pop() {
                    None => break,
                    Some(Entry::Ready(ticket)) if Arc::ptr_eq(&ticket, &main) => {
                        let poll = || future.as_mut().poll(&mut Context::from_waker(&main_waker));
                        if let Poll::Ready(output) = budget::turn(poll) {
                            return output;
                        }
                    }
                    Some(Entry::Ready(ticket)) => self.run_task(ticket),
                    Some(Entry::Spawned(ticket, job)) => {
                        self.adopt(&ticket, job);
                        self.run_task(ticket);
                    }
                }
            }
            let mut reactor = self.reactor.borrow_mut();
            if let Err(error) = reactor.turn(|| self.queue.is_empty()) {
                panic!("the operating system refused to report events: {error}");
            }
        }
    }

    fn adopt(&self, ticket: &Arc<Ticket>, job: Box<dyn Job>) {
        let slot = self.tasks.borrow_mut().insert(Task { ticket: ticket.clone(), job: Some(job) });
        ticket.set_slot(slot);
    }

    /// Polls the task of the ticket, or cancels it if it was aborted. Does nothing if the task is gone.
    fn run_task(&self, ticket: Arc<Ticket>) {
        let slot = ticket.slot();
        let Some(mut job) = self.take_job(&ticket) else { return };
        if ticket.is_aborted() {
            job.cancel();
        } else if budget::turn(|| job.poll(&mut Context::from_waker(&Waker::from(ticket)))).is_pending() {
            self.tasks.borrow_mut()[slot].job = Some(job);
            return;
        }
        let task = self.tasks.borrow_mut().remove(slot);
        drop((task, job));
    }

    /// The slot may belong to another task by now, or to none: the ticket in it tells.
    fn take_job(&self, ticket: &Arc<Ticket>) -> Option<Box<dyn Job>> {
        let mut tasks = self.tasks.borrow_mut();
        let task = tasks.get_mut(ticket.slot()).filter(|task| Arc::ptr_eq(&task.ticket, ticket))?;
        task.job.take()
    }
    /// Cancels every task, and lets the reactor tell the sockets that are left. The destructors of the futures may still spawn: such tasks
    /// are cancelled on the spot, since the queue is closed.
    pub(super) fn shut_down(&self) {
        for entry in self.queue.close() {
            if let Entry::Spawned(_, mut job) = entry {
                job.cancel();
            }
        }
        let mut tasks = mem::take(&mut *self.tasks.borrow_mut());
        for task in tasks.drain() {
            if let Some(mut job) = task.job {
                job.cancel();
            }
        }
        self.reactor().shut_down();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_tasks_leave_nothing_behind() {
        let core = Core::new().unwrap();
        let ended = core.spawn_local(async {});
        let panicked = core.spawn_local(async { panic!("on purpose") });
        let (_, aborted) = core.spawn_local(std::future::pending::<()>());
        core.run(crate::yield_now());
        assert_eq!(core.tasks.borrow().len(), 1, "the one that waits");
        crate::task::Abort::abort(aborted);
        core.run(crate::yield_now());
        assert!(core.tasks.borrow().is_empty());
        assert!(core.queue.is_empty());
        drop((ended, panicked));
    }
}
