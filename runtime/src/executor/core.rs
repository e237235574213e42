//! What only the thread of the runtime may touch: its home, and the turning of the reactor.

use super::POLLS_PER_TURN;
use crate::prelude::*;
use crate::reactor::{self, Reactor};
use crate::task::{Owner, Rouse, Turn};
use std::cell::RefCell;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::task::Poll;

pub(super) struct Core {
    pub(super) owner: Owner,
    /// Not borrowed but while it turns, which is not while a task is polled.
    reactor: RefCell<Reactor>,
}

/// The thread of the runtime sleeps in the reactor.
struct Bell(reactor::Handle);

impl Rouse for Bell {
    fn rouse(&self) {
        self.0.unpark();
    }
}

impl Core {
    pub(super) fn new() -> io::Result<Self> {
        let reactor = Reactor::new()?;
        let owner = Owner::new(Box::new(Bell(reactor.handle().clone())));
        Ok(Core { owner, reactor: RefCell::new(reactor) })
    }

    pub(super) fn reactor(&self) -> reactor::Handle {
        self.reactor.borrow().handle().clone()
    }

    /// Runs the tasks and the reactor until the future is ready.
    pub(super) fn run<F: Future>(&self, future: F) -> F::Output {
        let entered = self.owner.enter();
        let here = entered.here();
        let mut future = pin!(future);
        let main = here.main();
        main.wake();
        loop {
            for _ in 0..POLLS_PER_TURN {
                // One read, as a rule: so those who are woken from elsewhere stand in line from the next turn on.
                here.receive();
                match here.take_turn() {
                    Turn::Taken => {}
                    Turn::Main => {
                        if let Poll::Ready(output) = main.poll(|cx| future.as_mut().poll(cx)) {
                            return output;
                        }
                    }
                    Turn::Idle => break,
                }
            }
            let mut reactor = self.reactor.borrow_mut();
            if let Err(error) = reactor.turn(|| here.is_idle()) {
                panic!("the operating system refused to report events: {error}");
            }
        }
    }

    /// Cancels every task, and lets the reactor tell the sockets that are left. Says how many tasks there were.
    pub(super) fn shut_down(&self) -> usize {
        let cancelled = self.owner.enter().here().shut_down();
        self.reactor().shut_down();
        cancelled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ended_tasks_leave_nothing_behind() {
        let core = Core::new().unwrap();
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
