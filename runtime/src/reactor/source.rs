//! One socket that waits for the operating system.
//!
//! Events are edges: the operating system says once that a socket became readable, and says so again only after a read has found it empty. So
//! readiness is remembered, tried, and forgotten when an operation reports `WouldBlock`. An event that arrives between the operation and the
//! forgetting must survive: each carries a tick, and only the tick that was seen before the operation may be forgotten.
//!
//! Readiness and tick are one [`Word`], so that most operations need no lock. Whoever waits adds himself under the lock, after he has looked at the word
//! once more; an event changes the word under the lock, and takes those that wait. So either he sees the event or the event finds him.

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
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

#[cfg(all(test, not(loom)))]
mod model;

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
        Source::register(io, reactor, Arc::default())
    }

    fn register(io: S, reactor: Handle, readiness: Arc<Readiness>) -> io::Result<Self> {
        let token = reactor.0.table.insert(&readiness)?;
        // From here on it is dropped if something fails, or panics: a source may be anybody's.
        let mut source = Source { io, token, readiness, reactor };
        source.reactor.0.registry.register(&mut source.io, token, INTERESTS)?;
        source.reactor.0.sleeper.end_nap();
        Ok(source)
    }

    /// Says that a read may end at a mark, with more behind it.
    #[cfg(unix)]
    pub(crate) fn with_marks(self) -> Self {
        let state = self.readiness.lock();
        self.readiness.read.hold_more();
        drop(state);
        self
    }

    /// Registers another one with the same reactor, to be waited for: it is not ready before the operating system says so.
    #[cfg(unix)]
    pub(crate) fn beside<T: mio::event::Source>(&self, io: T) -> io::Result<Source<T>> {
        let readiness = Readiness::default();
        for direction in [Direction::Read, Direction::Write] {
            readiness.forget(direction, readiness.tick(direction).unwrap_or_default());
        }
        Source::register(io, self.reactor.clone(), Arc::new(readiness))
    }

    /// Registers what has come out of this one: with the reactor of this thread, or the same as this one if there is none.
    pub(crate) fn accepted<T: mio::event::Source>(&self, io: T) -> io::Result<Source<T>> {
        let reactor = Handle::current().unwrap_or_else(|| self.reactor.clone());
        Source::register(io, reactor, Arc::default())
    }

    /// The reactor that it is registered with.
    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    pub(crate) fn reactor(&self) -> &Handle {
        &self.reactor
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
        mut operation: impl FnMut(&S, usize) -> io::Result<R>,
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
pub(super) struct Readiness {
    read: Word,
    write: Word,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Who waits. Added by `poll` when not ready; taken by the next event.
    read: Waiters,
    write: Waiters,
    /// Set when the reactor goes away, never cleared.
    closed: bool,
}

/// One direction: the bits below, and above them a tick that grows with every event, and wraps. Changed by events under the lock; anybody may clear
/// `READY`, if the tick is the one that he has seen.
struct Word(AtomicUsize);

/// Set at birth: trying is cheaper than waiting to be told, and a socket is often ready at once.
const READY: usize = 1;
/// Whether a read that leaves room may leave something else, too: an end, an error, or what is behind a mark. Set by an event, or at birth if nobody
/// would tell. Never cleared.
const MAY_HOLD_MORE: usize = 2;
/// The first tick.
const TICK: usize = 4;

impl Default for Word {
    fn default() -> Self {
        Word(AtomicUsize::new(READY))
    }
}

impl Word {
    /// The tick of the readiness, if there is some.
    fn tick(&self) -> Option<usize> {
        let word = self.0.load(Ordering::Acquire);
        (word & READY != 0).then_some(word / TICK)
    }

    /// Notes an event. Under the lock: nobody else but those who forget changes the word, and they are too late.
    fn set(&self) {
        let word = self.0.load(Ordering::Relaxed) | READY;
        self.0.store(word.wrapping_add(TICK), Ordering::Release);
    }

    /// From now on a read that leaves room has not emptied the stream. Under the lock.
    fn hold_more(&self) {
        self.0.fetch_or(MAY_HOLD_MORE, Ordering::Relaxed);
    }

    /// Forgets the readiness with this tick, and none that came later, unless one of the bits is set.
    fn forget(&self, tick: usize, unless: usize) {
        let word = self.0.load(Ordering::Relaxed);
        if word / TICK == tick && word & unless == 0 {
            // If it has changed in between, there was an event, or somebody else has done it.
            let _ = self.0.compare_exchange(word, word & !READY, Ordering::AcqRel, Ordering::Relaxed);
        }
    }
}

impl State {
    fn waiters(&mut self, direction: Direction) -> &mut Waiters {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }
}

impl Readiness {
    fn word(&self, direction: Direction) -> &Word {
        match direction {
            Direction::Read => &self.read,
            Direction::Write => &self.write,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ready with the tick of the readiness, or an error if nobody will report events any more.
    fn poll(&self, direction: Direction, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match self.tick(direction) {
            Some(tick) => Poll::Ready(Ok(tick)),
            None => self.poll_locked(direction, cx),
        }
    }

    fn poll_locked(&self, direction: Direction, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut state = self.lock();
        if let Some(tick) = self.tick(direction) {
            return Poll::Ready(Ok(tick));
        }
        if state.closed {
            return Poll::Ready(Err(gone()));
        }
        let displaced = state.waiters(direction).add(cx.waker());
        drop(state);
        if displaced.is_some() {
            wake_all(displaced);
        }
        Poll::Pending
    }

    /// The tick of the readiness, if there is some.
    fn tick(&self, direction: Direction) -> Option<usize> {
        self.word(direction).tick()
    }

    /// Forgets the readiness with this tick, and none that came later.
    fn forget(&self, direction: Direction, tick: usize) {
        self.word(direction).forget(tick, 0);
    }

    /// The same, unless there may be something that is still to be seen.
    fn forget_if_empty(&self, direction: Direction, tick: usize) {
        self.word(direction).forget(tick, MAY_HOLD_MORE);
    }

    /// Notes an event and collects the wakers of those who waited for it.
    ///
    /// A closed or broken socket counts as ready for both: the operation then finds out what is the matter.
    pub(super) fn set(&self, event: &Event, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        if event.is_read_closed() || event.is_error() || event.is_priority() {
            self.read.hold_more();
        }
        if event.is_readable() || event.is_read_closed() || event.is_error() {
            self.read.set();
            state.read.take(wakers);
        }
        if event.is_writable() || event.is_write_closed() || event.is_error() {
            self.write.set();
            state.write.take(wakers);
        }
    }

    pub(super) fn close(&self, wakers: &mut Vec<Waker>) {
        let mut state = self.lock();
        state.closed = true;
        state.read.take(wakers);
        state.write.take(wakers);
    }

    /// Those who wait, to be dropped without the lock.
    fn take_waiters(&self) -> (Waiters, Waiters) {
        let mut state = self.lock();
        (mem::take(&mut state.read), mem::take(&mut state.write))
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
        readiness.read.set();
        readiness.forget(Direction::Read, tick);
        let Poll::Ready(Ok(newer)) = readiness.poll(Direction::Read, &mut cx) else {
            panic!("the event was forgotten")
        };
        readiness.forget(Direction::Read, newer);
        assert!(readiness.poll(Direction::Read, &mut cx).is_pending());
        assert!(readiness.poll(Direction::Write, &mut cx).is_ready(), "the directions are independent");
    }

    /// The system has something to read, says so, and says the next when that was taken, by a thread that tries and waits.
    #[test]
    fn no_event_is_missed_between_threads() {
        struct Unpark(std::thread::Thread);
        impl std::task::Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        let (readiness, there) = (Readiness::default(), AtomicUsize::new(0));
        let read_all = || {
            let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
            loop {
                match readiness.poll(Direction::Read, &mut Context::from_waker(&waker)) {
                    Poll::Ready(Ok(_)) if there.swap(0, Ordering::SeqCst) == 1 => {}
                    Poll::Ready(Ok(tick)) => readiness.forget(Direction::Read, tick),
                    Poll::Ready(Err(_)) => return,
                    Poll::Pending => std::thread::park(),
                }
            }
        };
        std::thread::scope(|scope| {
            let thread = scope.spawn(read_all);
            let start = std::time::Instant::now();
            for round in 0..50_000 {
                // Sooner or later, so that it meets the other in each of its steps.
                (0..round % 100).for_each(|_| std::hint::spin_loop());
                there.store(1, Ordering::SeqCst);
                let mut wakers = Vec::new();
                let mut state = readiness.lock();
                readiness.read.set();
                state.read.take(&mut wakers);
                drop(state);
                wake_all(wakers);
                while there.load(Ordering::SeqCst) == 1 && start.elapsed().as_secs() < 20 {
                    std::hint::spin_loop();
                }
                if there.load(Ordering::SeqCst) == 1 {
                    readiness.close(&mut Vec::new());
                    thread.thread().unpark();
                    panic!("event {round} was missed");
                }
            }
            let mut wakers = Vec::new();
            readiness.close(&mut wakers);
            wake_all(wakers);
        });
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
