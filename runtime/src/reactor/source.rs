//! One socket that waits for the operating system.
//!
//! Events are edges: the operating system says once that a socket became readable, and says so again only after a read has found it empty. So
//! readiness is remembered, tried, and forgotten when an operation reports `WouldBlock`. An event that arrives between the operation and the
//! forgetting must survive: each carries a tick, and only the tick that was seen before the operation may be forgotten.

use super::Handle;
use super::table::gone;
use super::waiters::Waiters;
use crate::budget;
use crate::prelude::*;
use crate::wake::wake_all;
use mio::event::Event;
use mio::{Interest, Token};
use std::fmt;
use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

/// What is waited for. Accepting counts as reading, connecting as writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

/// A registered socket. Dropping it ends the registration and closes the socket.
///
/// Several tasks may wait for the same direction: an event wakes all of them, and each tries again.
pub(crate) struct Source<S: mio::event::Source> {
    io: S,
    token: Token,
    readiness: Arc<Readiness>,
    reactor: Handle,
}

impl<S: mio::event::Source> Source<S> {
    /// Registers the socket with the reactor of this thread.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub(crate) fn new(io: S) -> io::Result<Self> {
        let Some(reactor) = Handle::current() else {
            panic!(
                "a socket was made outside a runtime; make it in code that runs inside resumable::block_on or Runtime::block_on"
            );
        };
        let readiness = Arc::<Readiness>::default();
        let token = reactor.0.table.insert(&readiness)?;
        // From here on it is dropped if something fails, or panics: a source may be anybody's.
        let mut source = Source { io, token, readiness, reactor };
        source.reactor.0.registry.register(&mut source.io, token, INTERESTS)?;
        source.reactor.0.sleeper.end_nap();
        Ok(source)
    }

    /// Says that a read may end at a mark, with more behind it.
    pub(crate) fn with_marks(self) -> Self {
        self.readiness.lock().read.may_hold_more = true;
        self
    }

    pub(crate) fn io(&self) -> &S {
        &self.io
    }

    /// Tries the operation until it does something else than `WouldBlock`, waiting for the socket in between.
    pub(crate) fn poll_io<R>(
        &self,
        direction: Direction,
        cx: &mut Context<'_>,
        mut operation: impl FnMut(&S) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        self.poll_io_at(direction, cx, |io, _| operation(io))
    }

    /// Tries the operation once, if nothing says that it would be in vain; otherwise, too, the error is `WouldBlock`.
    pub(crate) fn try_io<R>(&self, direction: Direction, operation: impl FnOnce(&S) -> io::Result<R>) -> io::Result<R> {
        let Some(tick) = self.readiness.tick(direction) else { return Err(io::ErrorKind::WouldBlock.into()) };
        let result = operation(&self.io);
        if result.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock) {
            self.readiness.forget(direction, tick);
        }
        result
    }

    /// Waits until an operation is worth trying.
    pub(crate) fn poll_ready(&self, direction: Direction, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let unit = ready!(budget::poll_proceed(cx));
        ready!(self.readiness.poll(direction, cx))?;
        unit.spend();
        Poll::Ready(Ok(()))
    }

    /// The same, where the operation is told the tick of the readiness that it relies on.
    fn poll_io_at<R>(
        &self,
        direction: Direction,
        cx: &mut Context<'_>,
        mut operation: impl FnMut(&S, u64) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        let unit = ready!(budget::poll_proceed(cx));
        loop {
            let tick = ready!(self.readiness.poll(direction, cx))?;
            match operation(&self.io, tick) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.readiness.forget(direction, tick),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => {
                    unit.spend();
                    return Poll::Ready(result);
                }
            }
        }
    }
}

impl<S: mio::event::Source> Source<S> {
    /// Reads from a stream into so much room; otherwise as [`poll_io`](Source::poll_io).
    ///
    /// A read that leaves room has emptied the stream: whatever comes after it makes an event. So the next one waits at once, which saves asking
    /// the operating system in vain. That the stream has ended may have been told already, by the same event as its last bytes, and is not told again:
    /// then nothing is forgotten. Nor is it where a read may have ended at a mark: at urgent data of TCP, which is told as well, and at what is sent
    /// along with bytes over a socket of Unix, which is not.
    pub(crate) fn poll_read(
        &self,
        cx: &mut Context<'_>,
        room: usize,
        mut operation: impl FnMut(&S) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        let mut seen = 0;
        let read = ready!(self.poll_io_at(Direction::Read, cx, |io, tick| {
            seen = tick;
            operation(io)
        }));
        if LEAVING_ROOM_MEANS_EMPTY && read.as_ref().is_ok_and(|count| (1..room).contains(count)) {
            self.readiness.forget_if_empty(Direction::Read, seen);
        }
        Poll::Ready(read)
    }
}

impl<S: mio::event::Source> Drop for Source<S> {
    fn drop(&mut self) {
        self.reactor.0.table.remove(self.token);
        // The driver may still have it, and must not drop anybody's waker.
        let waiters = self.readiness.take_waiters();
        // An error means that the operating system has forgotten the socket already, or has never known it. Events that come until then find nobody.
        let _ = self.reactor.0.registry.deregister(&mut self.io);
        drop(waiters);
    }
}

impl<S: mio::event::Source + fmt::Debug> fmt::Debug for Source<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.io.fmt(f)
    }
}

/// Where events are edges of the system's own making. Elsewhere mio makes them, and only after an operation that would block.
const LEAVING_ROOM_MEANS_EMPTY: bool = cfg!(any(target_os = "linux", target_os = "android", target_vendor = "apple"));

/// Of urgent data one is told on Linux.
#[cfg(any(target_os = "linux", target_os = "android"))]
const INTERESTS: Interest = Interest::READABLE.add(Interest::WRITABLE).add(Interest::PRIORITY);
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const INTERESTS: Interest = Interest::READABLE.add(Interest::WRITABLE);

/// What is known about the readiness of one source.
#[derive(Default)]
pub(super) struct Readiness(Mutex<State>);

#[derive(Default)]
struct State {
    read: Half,
    write: Half,
    /// Set when the reactor goes away, never cleared.
    closed: bool,
}

struct Half {
    /// True at birth: trying is cheaper than waiting to be told, and a socket is often ready at once.
    ready: bool,
    /// Whether a read that leaves room may leave something else, too: an end, an error, or what is behind a mark. Set by an event, or at birth if
    /// nobody would tell. Never cleared.
    may_hold_more: bool,
    /// Grows with every event.
    tick: u64,
    /// Who waits. Added by `poll` when not ready; taken by the next event.
    waiters: Waiters,
}

impl Default for Half {
    fn default() -> Self {
        Half { ready: true, may_hold_more: false, tick: 0, waiters: Waiters::default() }
    }
}

impl State {
    fn half(&mut self, direction: Direction) -> &mut Half {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }
}

impl Half {
    fn set(&mut self, wakers: &mut Vec<Waker>) {
        self.ready = true;
        self.tick += 1;
        self.waiters.take(wakers);
    }
}

impl Readiness {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ready with the tick of the readiness, or an error if nobody will report events any more.
    fn poll(&self, direction: Direction, cx: &mut Context<'_>) -> Poll<io::Result<u64>> {
        let mut state = self.lock();
        let closed = state.closed;
        let half = state.half(direction);
        if half.ready {
            return Poll::Ready(Ok(half.tick));
        }
        if closed {
            return Poll::Ready(Err(gone()));
        }
        let displaced = half.waiters.add(cx.waker());
        drop(state);
        if displaced.is_some() {
            wake_all(displaced);
        }
        Poll::Pending
    }

    /// The tick of the readiness, if there is some.
    fn tick(&self, direction: Direction) -> Option<u64> {
        let mut state = self.lock();
        let half = state.half(direction);
        half.ready.then_some(half.tick)
    }

    /// Forgets the readiness with this tick, and none that came later.
    fn forget(&self, direction: Direction, tick: u64) {
        let mut state = self.lock();
        let half = state.half(direction);
        if half.tick == tick {
            half.ready = false;
        }
    }

    /// The same, unless there may be something that is still to be seen.
    fn forget_if_empty(&self, direction: Direction, tick: u64) {
        let mut state = self.lock();
        let half = state.half(direction);
        if half.tick == tick && !half.may_hold_more {
            half.ready = false;
        }
    }

    /// Notes an event and collects the wakers of those who waited for it.
    ///
    /// A closed or broken socket counts as ready for both: the operation then finds out what is the matter.
    pub(super) fn set(&self, event: &Event, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        state.read.may_hold_more |= event.is_read_closed() || event.is_error() || event.is_priority();
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            state.read.set(wakers);
        }
        if event.is_writable() || event.is_write_closed() || event.is_error() {
            state.write.set(wakers);
        }
    }

    pub(super) fn close(&self, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        state.closed = true;
        state.read.waiters.take(wakers);
        state.write.waiters.take(wakers);
    }

    /// Those who wait, to be dropped without the lock.
    fn take_waiters(&self) -> (Waiters, Waiters) {
        let mut state = self.lock();
        (mem::take(&mut state.read.waiters), mem::take(&mut state.write.waiters))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_event_is_not_forgotten() {
        let readiness = Readiness::default();
        let mut cx = Context::from_waker(Waker::noop());
        let Poll::Ready(Ok(tick)) = readiness.poll(Direction::Read, &mut cx) else { panic!("ready at birth") };
        // The event arrives between the operation that would block and the forgetting.
        readiness.lock().read.set(&mut Vec::new());
        readiness.forget(Direction::Read, tick);
        let Poll::Ready(Ok(newer)) = readiness.poll(Direction::Read, &mut cx) else {
            panic!("the event was forgotten")
        };
        readiness.forget(Direction::Read, newer);
        assert!(readiness.poll(Direction::Read, &mut cx).is_pending());
        assert!(readiness.poll(Direction::Write, &mut cx).is_ready(), "the directions are independent");
    }

    #[test]
    fn a_dropped_source_leaves_no_waker_with_the_driver() {
        struct Nobody;
        impl std::task::Wake for Nobody {
            fn wake(self: Arc<Self>) {}
        }
        let reactor = super::super::Reactor::new(super::super::Clock::real()).unwrap();
        let _entered = reactor.handle().clone().enter();
        let source = Source::new(mio::net::UdpSocket::bind(([127, 0, 0, 1], 0).into()).unwrap()).unwrap();
        // As the driver has it, while it notes an event.
        let readiness = source.readiness.clone();
        let nobody = Arc::new(Nobody);
        let waker = nobody.clone().into();
        for direction in [Direction::Read, Direction::Write] {
            readiness.forget(direction, 0);
            assert!(source.poll_ready(direction, &mut Context::from_waker(&waker)).is_pending());
        }
        drop((source, waker));
        assert_eq!(Arc::strong_count(&nobody), 1, "the driver would drop it");
        drop(readiness);
    }

    #[test]
    fn a_closed_reactor_is_an_error_once_there_is_nothing_to_try() {
        let readiness = Readiness::default();
        let mut cx = Context::from_waker(Waker::noop());
        readiness.forget(Direction::Write, 0);
        readiness.close(&mut Vec::new());
        assert!(matches!(readiness.poll(Direction::Write, &mut cx), Poll::Ready(Err(_))));
        assert!(
            matches!(readiness.poll(Direction::Read, &mut cx), Poll::Ready(Ok(_))),
            "what is ready may still be tried"
        );
    }
}
