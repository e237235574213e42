//! The reactor: it sleeps for the executor, and wakes who waits for a socket or a moment.
//!
//! It knows wakers, not tasks. Sockets register a [`Source`]; timers register a deadline with a waker.
//!
//! # Sleeping
//!
//! The thread of the executor calls [`Reactor::turn`]. Before it sleeps it says so to the [sleeper](sleeper::Sleeper), and only then looks whether
//! there is anything to do. Whoever gives it something to do, a ready task or an earlier deadline, first puts that in its place under the lock of that
//! place, and then rouses the sleeper ([`Handle::unpark`]), which may mean that the bell is rung. So either the sleeper sees the work or the worker
//! sees the sleeper. It is the same with a new socket, if the thread sleeps where it would not be told of sockets.
//!
//! # Locks
//!
//! The table, each source and the timers have a lock each. No two are held at once, and no waker is called, cloned aside, or dropped under one.
//!
//! [`Source`]: source::Source

#[cfg(target_os = "linux")]
mod alarm;
mod clock;
mod current;
mod sleeper;
mod source;
mod table;
mod timer;
mod waiters;
mod wheel;

pub(crate) use clock::Clock;
pub(crate) use current::{Entered, Held, is_paused, now};
pub(crate) use source::{Direction, Source};
pub(crate) use timer::Timer;

use crate::prelude::*;
use crate::wake::wake_all;
use mio::{Events, Poll, Token};
use sleeper::Sleeper;
#[cfg(target_os = "linux")]
use std::cell::Cell;
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};
use std::{fmt, io};
use table::Table;
use timer::Timers;

/// How many events are fetched from the operating system at once.
const EVENTS: usize = 256;
/// The token of the bell. The table never gives it out.
const BELL: Token = Token(usize::MAX);
/// The token of the alarm. Neither does it give out this one.
const ALARM: Token = Token(usize::MAX - 1);
/// The longest sleep asked of the operating system, which overflows on some of them if asked for much more.
const LONGEST_SLEEP: Duration = Duration::from_secs(3600);
/// What the timeout of the operating system may be off by.
#[cfg(target_os = "linux")]
const GRAIN: Duration = Duration::from_millis(1);

/// The half that only the driving thread touches.
pub(crate) struct Reactor {
    poll: Poll,
    events: Events,
    handle: Handle,
    #[cfg(target_os = "linux")]
    alarm: alarm::Alarm,
    /// The tick for which the alarm was set last. Once it has rung, the time has come to that tick, and it is not asked for again.
    #[cfg(target_os = "linux")]
    alarm_tick: Cell<Option<u64>>,
}

/// The half that sockets, timers and wakers touch, from any thread.
#[derive(Clone)]
pub(crate) struct Handle(Arc<Shared>);

struct Shared {
    registry: mio::Registry,
    bell: mio::Waker,
    sleeper: Sleeper,
    table: Table,
    timers: Timers,
    clock: Clock,
}

impl Reactor {
    pub(crate) fn new(clock: Clock) -> io::Result<Self> {
        let poll = Poll::new()?;
        let shared = Shared {
            registry: poll.registry().try_clone()?,
            bell: mio::Waker::new(poll.registry(), BELL)?,
            sleeper: Sleeper::new(),
            table: Table::default(),
            timers: Timers::new(),
            clock,
        };
        Ok(Reactor {
            #[cfg(target_os = "linux")]
            alarm: alarm::Alarm::new(poll.registry(), ALARM)?,
            #[cfg(target_os = "linux")]
            alarm_tick: Cell::new(None),
            poll,
            events: Events::with_capacity(EVENTS),
            handle: Handle(Arc::new(shared)),
        })
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
        shared.sleeper.lie_down();
        let mut timeout = Some(Duration::ZERO);
        let mut next = None;
        let is_idle = idle();
        if is_idle {
            next = shared.timers.before_sleep();
            timeout = self.timeout(next, longest)?;
        }
        let is_quiet = !shared.table.is_used() && next.is_none();
        let polled = if is_quiet {
            // There is nothing to ask the operating system.
            self.events.clear();
            if is_idle {
                shared.sleeper.nap(longest, || shared.table.is_used());
            }
            Ok(())
        } else {
            self.poll.poll(&mut self.events, timeout)
        };
        let is_roused = shared.sleeper.get_up();
        match polled {
            // A signal arrived: the caller looks for work and comes back.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => self.events.clear(),
            Err(error) => return Err(error),
            Ok(()) => {}
        }
        for event in self.events.iter().filter(|event| ![BELL, ALARM].contains(&event.token())) {
            if let Some(readiness) = shared.table.get(event.token()) {
                readiness.set(event, wakers);
            }
        }
        if shared.clock.is_paused() && wakers.is_empty() && !is_roused && !shared.clock.is_held() {
            // Everybody waits, so time passes.
            let until = next.map(|tick| shared.clock.moment_of(tick).saturating_duration_since(shared.clock.now()));
            shared.clock.advance(until.unwrap_or_default());
        }
        shared.timers.expire(|| shared.clock.tick_at(shared.clock.now()), wakers);
        Ok(())
    }

    /// How long to sleep until the tick, no longer than `longest`; without end if there is neither, which is cheaper than a long time. Sets the alarm,
    /// if the time is too short for the timeout of the operating system.
    fn timeout(&self, tick: Option<u64>, longest: Option<Duration>) -> io::Result<Option<Duration>> {
        let clock = &self.handle.0.clock;
        let Some(tick) = tick else { return Ok(longest) };
        if clock.is_paused() {
            return Ok(if clock.is_held() { longest } else { Some(Duration::ZERO) });
        }
        let left = clock.moment_of(tick).saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Some(Duration::ZERO));
        }
        let no_longer = |time: Duration| Some(time.min(longest.unwrap_or(LONGEST_SLEEP)).min(LONGEST_SLEEP));
        #[cfg(target_os = "linux")]
        {
            let milliseconds = Duration::from_millis(left.as_millis() as u64);
            if milliseconds > GRAIN {
                // Up to a grain too early: the alarm does the rest.
                return Ok(no_longer(milliseconds - GRAIN));
            }
            if self.alarm_tick.replace(Some(tick)) != Some(tick) {
                self.alarm.set(left)?;
            }
            Ok(longest)
        }
        #[cfg(not(target_os = "linux"))]
        Ok(no_longer(left))
    }
}

impl Handle {
    /// Ends the sleep of the driving thread, if it sleeps or is about to.
    pub(crate) fn unpark(&self) {
        if self.0.sleeper.rouse() {
            // There is nobody to tell of a failure here. The bell is one write to a counter, which has no way to fail while it is open.
            let _ = self.0.bell.wake();
        }
    }

    /// How many timers there are.
    pub(crate) fn timers_set(&self) -> usize {
        self.0.timers.length()
    }

    /// How many sources there are.
    pub(crate) fn sources(&self) -> usize {
        self.0.table.len()
    }

    fn timers(&self) -> &Timers {
        &self.0.timers
    }

    fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Moves a paused clock on and wakes whoever is due by then; false if it is not paused.
    pub(crate) fn advance(&self, duration: Duration) -> bool {
        if self.0.clock.is_paused() {
            self.0.clock.advance(duration);
            let mut wakers = Vec::new();
            self.0.timers.expire(|| self.0.clock.tick_at(self.0.clock.now()), &mut wakers);
            wake_all(wakers);
        }
        self.0.clock.is_paused()
    }

    pub(crate) fn is_same(&self, other: &Handle) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Wakes everybody who waits for a socket, to be told that nobody will report events any more, and forgets the timers. Breaks the cycles
    /// from here over wakers and tasks back to here.
    pub(crate) fn shut_down(&self) {
        let mut wakers = Vec::new();
        self.0.table.close(&mut wakers);
        self.0.timers.close(&mut wakers);
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
        let mut reactor = Reactor::new(Clock::real()).unwrap();
        let handle = reactor.handle().clone();
        let _entered = handle.clone().enter();
        let socket = mio::net::TcpListener::bind(([127, 0, 0, 1], 0).into()).unwrap();
        let source = Source::new(socket).unwrap();
        let (mut soon, mut later) = (Box::pin(Timer::new()), Box::pin(Timer::new()));
        assert!(soon.as_mut().set(Instant::now(), Waker::noop()));
        assert!(later.as_mut().set(Instant::now() + LONGEST_SLEEP, Waker::noop()));
        assert_eq!((handle.0.table.len(), handle.0.timers.length()), (1, 2));
        reactor.turn(|| true, None, &mut Vec::new()).unwrap();
        assert_eq!((handle.0.table.len(), handle.0.timers.length()), (1, 1), "what has fired is forgotten");
        drop((source, soon, later));
        assert_eq!((handle.0.table.len(), handle.0.timers.length()), (0, 0));
    }

    /// A source that panics, or fails, when it is no longer to be registered; or panics when it is.
    struct Rude {
        can_be_registered: bool,
        can_be_deregistered: bool,
    }

    impl mio::event::Source for Rude {
        fn register(&mut self, _: &mio::Registry, _: Token, _: mio::Interest) -> io::Result<()> {
            assert!(self.can_be_registered, "registered");
            Ok(())
        }

        fn reregister(&mut self, _: &mio::Registry, _: Token, _: mio::Interest) -> io::Result<()> {
            Ok(())
        }

        fn deregister(&mut self, _: &mio::Registry) -> io::Result<()> {
            assert!(self.can_be_deregistered, "deregistered");
            Err(io::ErrorKind::NotFound.into())
        }
    }

    #[test]
    fn what_panics_or_fails_is_no_longer_registered() {
        let reactor = Reactor::new(Clock::real()).unwrap();
        let handle = reactor.handle().clone();
        let _entered = handle.clone().enter();
        let make =
            |can_be_registered, can_be_deregistered| Source::new(Rude { can_be_registered, can_be_deregistered });
        let registered = std::panic::catch_unwind(|| make(false, true).is_ok());
        assert_eq!((registered.is_err(), handle.0.table.len()), (true, 0));
        let source = make(true, false).unwrap();
        assert_eq!(handle.0.table.len(), 1);
        let dropped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(source)));
        assert_eq!((dropped.is_err(), handle.0.table.len()), (true, 0));
        for _ in 0..1000 {
            drop(make(true, true).unwrap());
        }
        assert_eq!(handle.0.table.len(), 0);
    }
}
