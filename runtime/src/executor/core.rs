//! What only the thread of the runtime may touch.

use super::crew::Staff;
use super::current::{self, Entered};
use super::ledger::Ledger;
use super::spin::Spin;
use super::{Builder, Handle, POLLS_PER_TURN, Report};
use crate::prelude::*;
use crate::reactor::{self, Reactor};
use crate::task::{Owner, Rouse, Turn};
use crate::wake::wake_all;
use std::cell::RefCell;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::task::{Context, Poll, Waker, ready};

pub(super) struct Core {
    flavour: Flavour,
    pub(super) owner: Owner,
    pub(super) handle: Handle,
}

enum Flavour {
    /// This thread does everything. The reactor is not borrowed but while it turns, which is not while a task is polled.
    Alone(RefCell<Driver>),
    Crew(RefCell<Staff>),
}

/// What a thread alone has to turn.
struct Driver {
    reactor: Reactor,
    /// Empty between turns.
    wakers: Vec<Waker>,
    spin: Spin,
}

/// The thread of the runtime sleeps in the reactor.
struct Bell(reactor::Handle);

impl Rouse for Bell {
    fn rouse(&self) {
        self.0.unpark();
    }
}

impl Core {
    pub(super) fn new(builder: &Builder) -> io::Result<Self> {
        let core = Self::of_flavour(builder)?;
        if let Some(seed) = builder.seed {
            core.owner.draw_turns(seed);
        }
        Ok(core)
    }

    fn of_flavour(builder: &Builder) -> io::Result<Self> {
        if builder.workers > 1 {
            let (staff, owner) = Staff::start(builder)?;
            let handle = staff.first.handle();
            return Ok(Core { flavour: Flavour::Crew(RefCell::new(staff)), owner, handle });
        }
        let reactor = Reactor::new(builder.clock())?;
        let ledger = Ledger::new(builder);
        let census = ledger.workers()[0].at_home.clone();
        let owner = Owner::new(Box::new(Bell(reactor.handle().clone())), census, builder.panic_hook.clone());
        let handle = Handle::of_home(owner.home().clone(), reactor.handle().clone(), ledger);
        Ok(Core {
            flavour: Flavour::Alone(RefCell::new(Driver { reactor, wakers: Vec::new(), spin: Spin::default() })),
            owner,
            handle,
        })
    }

    /// Makes this the current runtime of the thread, which does not take turns meanwhile.
    pub(super) fn enter(&self) -> Entered {
        let seat = match &self.flavour {
            Flavour::Alone(_) => None,
            Flavour::Crew(staff) => Some(staff.borrow().first.no_seat()),
        };
        current::enter(self.handle.clone(), seat)
    }

    /// Runs the tasks and the reactor until the future is ready.
    pub(super) fn run<F: Future>(&self, future: F) -> F::Output {
        match &self.flavour {
            Flavour::Alone(driver) => self.run_alone(driver, future),
            Flavour::Crew(staff) => staff.borrow().first.run(&self.owner, future),
        }
    }

    fn run_alone<F: Future>(&self, driver: &RefCell<Driver>, future: F) -> F::Output {
        let entered = self.owner.enter();
        let here = entered.here();
        let mut future = pin!(future);
        let main = here.main();
        main.wake();
        let tally = &self.handle.ledger().workers()[0];
        loop {
            let mut polls = 0;
            while polls < POLLS_PER_TURN {
                // One read, as a rule: so those who are woken from elsewhere stand in line from the next turn on.
                here.receive();
                match here.take_turn() {
                    Turn::Taken => {}
                    Turn::Main => {
                        if let Poll::Ready(output) = main.poll(|cx| future.as_mut().poll(cx)) {
                            tally.polls.add(polls + 1);
                            return output;
                        }
                    }
                    Turn::Idle => break,
                }
                polls += 1;
            }
            tally.polls.add(polls);
            let Driver { reactor, wakers, spin } = &mut *driver.borrow_mut();
            let is_idle = here.is_idle();
            if is_idle && !spin.wait_for(|| here.is_idle()) {
                tally.parks.add(1);
            }
            if let Err(error) = reactor.turn(|| here.is_idle(), None, wakers) {
                panic!("the operating system refused to report events: {error}");
            }
            if is_idle {
                spin.slept(!here.is_idle());
            }
            wake_all(wakers.drain(..));
        }
    }

    /// Ready when there are no tasks, those at home of other workers not counted, and no jobs. To be polled by the runtime itself.
    pub(super) fn poll_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        let ledger = self.handle.ledger();
        loop {
            let spawned = ledger.spawned_jobs();
            ready!(ledger.poll_jobs_ended(cx));
            ready!(self.poll_tasks_ended(cx));
            // There was no job when there was no task, and neither can come back by itself.
            if ledger.spawned_jobs() == spawned {
                return Poll::Ready(());
            }
        }
    }

    fn poll_tasks_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        ready!(self.owner.enter().here().poll_ended(cx));
        match &self.flavour {
            Flavour::Alone(_) => Poll::Ready(()),
            Flavour::Crew(staff) => staff.borrow().poll_ended(cx),
        }
    }

    /// Ends the threads, cancels every task, and lets the reactor tell the sockets that are left. Says how many tasks and jobs there were.
    pub(super) fn shut_down(&self) -> Report {
        let mut cancelled = self.owner.enter().here().shut_down();
        if let Flavour::Crew(staff) = &self.flavour {
            cancelled += staff.borrow_mut().dismiss();
        }
        self.handle.reactor().shut_down();
        Report { cancelled, blocking: self.handle.ledger().jobs_left() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_tasks_leave_nothing_behind() {
        let core = Core::new(&Builder::new()).unwrap();
        let entered = core.owner.enter();
        let here = entered.here();
        let ended = here.spawn(async {});
        let panicked = here.spawn(async { panic!("on purpose") });
        let aborted = here.spawn(std::future::pending::<()>());
        core.run(crate::yield_now());
        assert_eq!(here.tasks(), 1, "the one that waits");
        aborted.abort();
        core.run(crate::yield_now());
        assert_eq!(here.tasks(), 0);
        assert!(here.is_idle());
        drop((ended, panicked));
    }
}
