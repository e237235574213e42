//! The reactor: it sleeps for the executor, and wakes who waits for a socket or a moment.
//!
//! It knows wakers, not tasks. Sockets register a [`Source`]; timers register a deadline with a waker.
//!
//! # Sleeping
//!
//! The thread of the executor calls [`Reactor::turn`]. Before it sleeps it raises the `parked` flag and only then looks whether there is
//! anything to do. Whoever gives it something to do, a ready task or an earlier deadline, first puts that in its place under the lock of that
//! place, and then lowers the flag ([`Handle::unpark`]); who finds it raised rings the bell. So either the sleeper sees the work or the worker
//! sees the sleeper.
//!
//! # Locks
//!
//! The table, each source and the timers have a lock each. No two are held at once, and no waker is called, cloned aside, or dropped under one.
//!
//! [`Source`]: source::Source

mod current;
mod source;
mod table;
mod timers;

pub(crate) use current::Entered;
pub(crate) use source::{Direction, Source};
pub(crate) use timers::TimerKey;

use crate::prelude::*;
use crate::wake::wake_all;
use mio::{Events, Poll, Token};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;
use std::time::{Duration, Instant};
use std::{fmt, io};
use table::Table;
use timers::Timers;

/// How many events are fetched from the operating system at once.
const EVENTS: usize = 256;
/// The token of the bell. The table never gives it out.
const BELL: Token = Token(usize::MAX);
/// The longest sleep asked of the operating system, which overflows on some of them if asked for much more.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);

/// The half that only the driving thread touches.
pub(crate) struct Reactor {
    poll: Poll,
    events: Events,
    handle: Handle,
}

/// The half that sockets, timers and wakers touch, from any thread.
#[derive(Clone)]
pub(crate) struct Handle(Arc<Shared>);

struct Shared {
    registry: mio::Registry,
    bell: mio::Waker,
    /// Raised by the driving thread before it looks for work for the last time; lowered by it afterwards and by whoever brings work.
    parked: AtomicBool,
    table: Table,
    timers: Timers,
}

impl Reactor {
    pub(crate) fn new() -> io::Result<Self> {
        let poll = Poll::new()?;
        let shared = Shared {
            registry: poll.registry().try_clone()?,
            bell: mio::Waker::new(poll.registry(), BELL)?,
            parked: AtomicBool::new(false),
            table: Table::default(),
            timers: Timers::default(),
        };
        Ok(Reactor { poll, events: Events::with_capacity(EVENTS), handle: Handle(Arc::new(shared)) })
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Collects the wakers of those who can go on, to be called by the caller, who may have locks to give back before. Sleeps until there is somebody,
    /// but no longer than `longest`, if `idle` says that there is nothing else to do.
    pub(crate) fn turn(
        &mut self,
        idle: impl FnOnce() -> bool,
        longest: Option<Duration>,
        wakers: &mut Vec<Waker>,
    ) -> io::Result<()> {
        let shared = &*self.handle.0;
        // Acquire: what came before the swaps of `unpark`.
        shared.parked.swap(true, Ordering::SeqCst);
        let sleep = if idle() { shared.timers.next().map(until) } else { Some(Duration::ZERO) };
        let longest = longest.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP);
        let polled = self.poll.poll(&mut self.events, Some(sleep.unwrap_or(longest).min(longest)));
        shared.parked.store(false, Ordering::SeqCst);
        match polled {
            // A signal arrived: the caller looks for work and comes back.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => self.events.clear(),
            Err(error) => return Err(error),
            Ok(()) => {}
        }
        for event in self.events.iter().filter(|event| event.token() != BELL) {
            if let Some(readiness) = shared.table.get(event.token()) {
                readiness.set(event, wakers);
            }
        }
        shared.timers.expire(Instant::now(), wakers);
        Ok(())
    }
}

/// The time left until the deadline, which is zero if that has passed.
fn until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

impl Handle {
    /// Ends the sleep of the driving thread, if it sleeps or is about to.
    pub(crate) fn unpark(&self) {
        if self.0.parked.swap(false, Ordering::SeqCst) {
            // There is nobody to tell of a failure here. The bell is one write to a counter, which has no way to fail while it is open.
            let _ = self.0.bell.wake();
        }
    }

    /// Registers a deadline.
    pub(crate) fn insert_timer(&self, deadline: Instant, waker: Waker) -> TimerKey {
        let (key, is_next) = self.0.timers.insert(deadline, waker);
        if is_next {
            self.unpark();
        }
        key
    }

    /// Makes another waker the one of the deadline. False if the deadline is no longer registered.
    pub(crate) fn update_timer(&self, key: TimerKey, waker: &Waker) -> bool {
        self.0.timers.update(key, waker)
    }

    /// Forgets a deadline. Returns its waker, if it has not fired.
    pub(crate) fn remove_timer(&self, key: TimerKey) -> Option<Waker> {
        self.0.timers.remove(key)
    }

    pub(crate) fn is_same(&self, other: &Handle) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Wakes everybody who waits for a socket, to be told that nobody will report events any more, and forgets the timers. Breaks the cycles
    /// from here over wakers and tasks back to here.
    pub(crate) fn shut_down(&self) {
        let mut wakers = Vec::new();
        self.0.table.close(&mut wakers);
        self.0.timers.clear(&mut wakers);
        wake_all(wakers);
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("reactor::Handle")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_is_no_longer_registered() {
        let mut reactor = Reactor::new().unwrap();
        let handle = reactor.handle().clone();
        let _entered = handle.clone().enter();
        let socket = mio::net::TcpListener::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let source = Source::new(socket).unwrap();
        let soon = handle.insert_timer(Instant::now(), Waker::noop().clone());
        let later = handle.insert_timer(Instant::now() + LONGEST_SLEEP, Waker::noop().clone());
        assert_eq!((handle.0.table.len(), handle.0.timers.len()), (1, 2));
        reactor.turn(|| true, None, &mut Vec::new()).unwrap();
        assert_eq!((handle.0.table.len(), handle.0.timers.len()), (1, 1), "what has fired is forgotten");
        drop(source);
        assert!(handle.remove_timer(soon).is_none());
        assert!(handle.remove_timer(later).is_some());
        assert_eq!((handle.0.table.len(), handle.0.timers.len()), (0, 0));
    }
}
