//! What one worker does, and the threads that do.

use super::super::current::{self, Seated};
use super::super::ledger::Tally;
use super::super::{Builder, Handle, POLLS_PER_TURN};
use super::relief::Relief;
use super::{BACKLOG, Crew, TURNS_PER_COMMON};
use crate::chaos;
use crate::prelude::*;
use crate::reactor::Reactor;
use crate::task::{Batch, Here, Owner, Queued, Rouse, Schedule, Shard, Turn};
use crate::wake::wake_all;
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, TryLockError};
use std::task::{Context, Poll, Waker};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{io, panic};

/// The worker of one seat, on its thread.
pub(in super::super) struct Worker {
    crew: Arc<Crew>,
    seat: usize,
    shard: Arc<Shard>,
    /// Counts turns, and wraps.
    turns: Cell<u32>,
    /// When it last saw to it that somebody looks around.
    last_watch: Cell<Option<Instant>>,
    /// Whether the last sleep was a whole round.
    is_rested: Cell<bool>,
    /// For when it is busy.
    relief: Relief,
    /// Room for those that the reactor wakes. Empty between two looks at it.
    wakers: Cell<Vec<Waker>>,
}

/// The worker of a home is roused when another thread has put something into its inbox.
struct SeatBell {
    crew: Arc<Crew>,
    seat: usize,
}

impl Rouse for SeatBell {
    fn rouse(&self) {
        self.crew.rouse(self.seat);
    }
}

impl Worker {
    fn new(crew: &Arc<Crew>, seat: usize, shard: Arc<Shard>) -> Self {
        Worker {
            crew: crew.clone(),
            seat,
            shard,
            turns: Cell::new(0),
            last_watch: Cell::new(None),
            is_rested: Cell::new(false),
            relief: Relief::new(crew.seats.len()),
            wakers: Cell::default(),
        }
    }

    /// The seat of this thread in the crew.
    pub(super) fn seat_at(crew: &Crew) -> Option<usize> {
        let (of, seat) = current::seat()?;
        if std::ptr::eq(of, crew) { seat } else { None }
    }

    /// Where code sits that runs beside the turns: nobody comes to the ring of the seat meanwhile.
    pub(in super::super) fn no_seat(&self) -> Seated {
        (&*self.crew, None)
    }

    pub(in super::super) fn handle(&self) -> Handle {
        Handle::of_crew(self.shard.clone(), self.crew.reactor().clone(), self.crew.ledger.clone())
    }

    /// Runs tasks, and the reactor, until the future is ready.
    pub(in super::super) fn run<F: Future>(&self, owner: &Owner, future: F) -> F::Output {
        let entered = owner.enter();
        let here = entered.here();
        // Until after the future has been dropped, which may wake and spawn.
        let _present = Present::at(&self.crew, self.seat);
        let mut future = pin!(future);
        let main = here.main();
        main.wake();
        let mut output = None;
        self.work(here, || match main.poll(|cx| future.as_mut().poll(cx)) {
            Poll::Ready(ready) => {
                output = Some(ready);
                true
            }
            Poll::Pending => false,
        });
        output.expect("the crew is not closed while the runtime is in use")
    }

    /// Takes turns until `main`, called when it is the turn of the main future, says that it is done; or until the crew is closed.
    fn work(&self, here: Here<'_>, mut main: impl FnMut() -> bool) {
        // Somebody has to look around before the first turn of those that follow a sleep, for any may block.
        let mut watched = false;
        while !self.crew.is_closed() {
            match self.take_turns(here, &mut main, &mut watched) {
                Turns::Done => return,
                Turns::Busy => {
                    self.look_at_reactor();
                    self.relieve();
                    if self.ring_length() >= BACKLOG {
                        self.crew.rouse_one();
                    }
                }
                Turns::Idle => {
                    if !self.search() {
                        self.sleep(here);
                        watched = false;
                    }
                }
            }
        }
    }

    fn tally(&self) -> &Tally {
        &self.crew.ledger.workers()[self.seat]
    }

    fn take_turns(&self, here: Here<'_>, main: &mut impl FnMut() -> bool, watched: &mut bool) -> Turns {
        // Each time that shared turns are asked for is one of `turns`, and counts as a poll: of a shared task, or of one at home if there was none. So it
        // is only what differs from that which has to be counted.
        let (before, mut others) = (self.turns.get(), 0_usize);
        let turns = 'turns: {
            for _ in 0..POLLS_PER_TURN {
                here.receive();
                if !*watched && (!here.is_idle() || !self.crew.is_empty()) {
                    *watched = true;
                    self.watch();
                }
                let is_home_idle = match here.take_turn() {
                    Turn::Idle => true,
                    Turn::Taken => false,
                    Turn::Main if main() => {
                        others += 1;
                        break 'turns Turns::Done;
                    }
                    Turn::Main => false,
                };
                match self.take_shared_turn() {
                    true if is_home_idle => {}
                    true => others += 1,
                    false if is_home_idle => {
                        others = others.wrapping_sub(1);
                        break 'turns Turns::Idle;
                    }
                    false => {}
                }
            }
            Turns::Busy
        };
        self.tally().polls.add((self.turns.get().wrapping_sub(before) as usize).wrapping_add(others));
        turns
    }

    /// Takes over what is behind workers that block.
    fn relieve(&self) {
        let batch = Batch::new();
        let stolen = self.relief.take_over(&self.crew, self.seat, &batch);
        if stolen > 0 {
            self.tally().steals.add(stolen);
            self.keep(batch);
        }
    }

    fn ring_length(&self) -> u32 {
        self.crew.seats[self.seat].ring.length()
    }

    /// Runs one of the tasks that the crew shares; false if there is none for this worker.
    fn take_shared_turn(&self) -> bool {
        let turns = self.turns.get().wrapping_add(1);
        self.turns.set(turns);
        let mut task = None;
        if turns.is_multiple_of(TURNS_PER_COMMON) {
            task = self.crew.common.take(1).pop();
        }
        let task = task.or_else(|| self.crew.seats[self.seat].ring.pop()).or_else(|| self.take_share());
        let Some(task) = task else { return false };
        if let Some(again) = task.run() {
            self.crew.schedule(again);
        }
        true
    }

    /// Takes this worker's share of the common queue into its ring, and the first of it out again.
    fn take_share(&self) -> Option<Queued> {
        chaos::point();
        let share = self.crew.common.length().div_ceil(self.crew.seats.len()).min(64);
        let batch = self.crew.common.take(share);
        let first = batch.pop();
        self.keep(batch);
        first
    }

    /// Puts the tasks into the ring, and those for which there is no room into the common queue.
    fn keep(&self, batch: Batch) {
        while let Some(task) = batch.pop() {
            if let Err(task) = self.crew.seats[self.seat].ring.push(task) {
                let rest = Batch::new();
                rest.push(task);
                batch.for_each(|task| rest.push(task));
                self.crew.common.push_all(rest);
                return;
            }
        }
    }

    /// Looks for tasks at other seats. If there are some, they are in this worker's ring afterwards.
    fn search(&self) -> bool {
        let crew = &*self.crew;
        if crew.is_empty() {
            // Nobody has to be told of a search that finds nothing: what comes now is seen by the look before the sleep.
            return false;
        }
        chaos::point();
        crew.roster.begin_search();
        chaos::point();
        let others = (1..crew.seats.len()).map(|distance| (self.seat + distance) % crew.seats.len());
        let mut found = crew.common.length() > 0;
        for other in others {
            if found {
                break;
            }
            let batch = Batch::new();
            let mut stolen = 0;
            crew.seats[other].ring.take_half(|task| {
                stolen += 1;
                batch.push(task);
            });
            found = stolen > 0;
            self.tally().steals.add(stolen);
            chaos::point();
            self.keep(batch);
        }
        chaos::point();
        let was_last = crew.roster.end_search();
        chaos::point();
        if found && was_last && (self.ring_length() >= BACKLOG || crew.common.length() > 1) {
            crew.announce();
        }
        found
    }

    /// Sleeps until there is something to do.
    fn sleep(&self, here: Here<'_>) {
        let crew = &*self.crew;
        self.tally().parks.add(1);
        chaos::point();
        // Soundly only after a round in which nothing has happened, see `watch`.
        let is_sound = crew.roster.lie_down(self.seat, self.is_rested.get());
        let longest = if is_sound { None } else { Some(crew.round) };
        let begin = (!is_sound).then(Instant::now);
        chaos::point();
        let is_idle = || {
            let is_idle = here.is_idle() && crew.is_empty() && !crew.is_closed();
            chaos::point();
            is_idle
        };
        let parker = &crew.seats[self.seat].parker;
        let mut wakers = self.wakers.take();
        let is_roused = match crew.reactor.try_lock() {
            Err(TryLockError::WouldBlock) => parker.sleep(longest, is_idle),
            Err(TryLockError::Poisoned(reactor)) => self.drive(reactor.into_inner(), longest, is_idle, &mut wakers),
            Ok(reactor) => self.drive(reactor, longest, is_idle, &mut wakers),
        };
        chaos::point();
        let is_picked = crew.roster.get_up(self.seat, is_sound);
        // A sleep may be cut short by what is not for it: a token of the thread, or an event that wakes nobody.
        let was_whole = begin.is_none_or(|begin| begin.elapsed() >= crew.round);
        self.is_rested.set(was_whole && !is_roused && !is_picked && wakers.is_empty());
        self.wake(wakers);
    }

    /// Wakes them, and keeps the room.
    fn wake(&self, mut wakers: Vec<Waker>) {
        wake_all(wakers.drain(..));
        self.wakers.set(wakers);
    }

    /// Sleeps in the reactor. Says whether the worker has been roused.
    fn drive(
        &self,
        mut reactor: MutexGuard<'_, Reactor>,
        longest: Option<Duration>,
        is_idle: impl Fn() -> bool,
        wakers: &mut Vec<Waker>,
    ) -> bool {
        let parker = &self.crew.seats[self.seat].parker;
        if !parker.begin_driving() {
            return true;
        }
        expect_events(reactor.turn(|| is_idle() && !parker.is_roused(), longest, wakers));
        chaos::point();
        drop(reactor);
        chaos::point();
        parker.end()
    }

    /// Sees to it that somebody looks around while this worker is busy, which is to be called when it begins to be. Who has been roused by this has
    /// nothing to do at first, and rouses nobody in turn.
    ///
    /// Once in a round it rouses somebody who sleeps soundly. Whoever has been roused looks around for the next round at least, and sleeps soundly
    /// only if nobody is awake by then. So if this worker comes back to work in the same round, there is still somebody who looks around.
    fn watch(&self) {
        if let Some(sleeper) = self.crew.roster.sound_sleeper()
            && self.last_watch.get().is_none_or(|last| last.elapsed() > self.crew.round)
        {
            self.last_watch.set(Some(Instant::now()));
            self.crew.rouse(sleeper);
        }
    }

    /// Lets the reactor wake who is ready, without sleeping.
    fn look_at_reactor(&self) {
        let Ok(mut reactor) = self.crew.reactor.try_lock() else { return };
        let mut wakers = self.wakers.take();
        let turned = reactor.turn(|| false, Some(Duration::ZERO), &mut wakers);
        drop(reactor);
        expect_events(turned);
        self.wake(wakers);
    }
}

enum Turns {
    /// The main future is ready.
    Done,
    /// There are more.
    Busy,
    /// Nobody is ready.
    Idle,
}

fn expect_events(turned: io::Result<()>) {
    if let Err(error) = turned {
        panic!("the operating system refused to report events: {error}");
    }
}

/// While this exists, this thread sits on the seat: what it wakes and spawns goes into the ring there.
struct Present<'c> {
    crew: &'c Crew,
    seat: usize,
    previous: Option<Seated>,
}

impl<'c> Present<'c> {
    fn at(crew: &'c Crew, seat: usize) -> Self {
        #[cfg(all(test, not(loom)))]
        chaos::begin(crew.seed, seat as u64);
        crew.roster.arrive(seat);
        Present { crew, seat, previous: current::sit(Some((crew, Some(seat)))) }
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        current::sit(self.previous);
        self.crew.roster.leave(self.seat);
        // What is left in the ring is for the others.
        self.crew.announce();
    }
}

/// The workers of a runtime, as the thread that made it holds them: it is the first of them, the others have threads.
pub(in super::super) struct Staff {
    pub(in super::super) first: Worker,
    shards: Vec<Arc<Shard>>,
    threads: Vec<JoinHandle<usize>>,
}

impl Staff {
    /// Starts the threads. Returns also the home of this one.
    pub(in super::super) fn start(builder: &Builder) -> io::Result<(Staff, Owner)> {
        let workers = builder.workers;
        let crew = Arc::new(Crew::new(builder)?);
        let shards: Vec<_> = crew
            .ledger
            .workers()
            .iter()
            .map(|tally| Shard::new(crew.clone(), tally.shared.clone(), crew.ledger.panic_hook()))
            .collect();
        let first = Worker::new(&crew, 0, shards[0].clone());
        let mut staff = Staff { first, shards, threads: Vec::new() };
        for seat in 1..workers {
            let worker = (crew.clone(), staff.shards[seat].clone());
            let thread = thread::Builder::new().name(std::format!("{}-{seat}", builder.thread_name));
            let thread = match builder.stack_size {
                Some(bytes) => thread.stack_size(bytes),
                None => thread,
            };
            match thread.spawn(move || employ(worker.0, seat, worker.1)) {
                Ok(thread) => staff.threads.push(thread),
                Err(error) => {
                    staff.dismiss();
                    return Err(error);
                }
            }
        }
        Ok((staff, home_at(crew, 0)))
    }

    /// Ready when there are no tasks that the crew shares.
    pub(in super::super) fn poll_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        Shard::poll_ended(&self.shards, cx)
    }

    /// Ends the threads and cancels all tasks but those of this thread's home. Says how many they were.
    pub(in super::super) fn dismiss(&mut self) -> usize {
        let crew = &*self.first.crew;
        crew.closed.store(true, Ordering::SeqCst);
        chaos::point();
        crew.rouse_all();
        let mut cancelled = 0;
        for thread in self.threads.drain(..) {
            match thread.join() {
                Ok(at_home) => cancelled += at_home,
                Err(payload) => panic::resume_unwind(payload),
            }
        }
        cancelled += self.shards.iter().map(|shard| shard.close()).sum::<usize>();
        crew.common.close();
        for seat in &crew.seats {
            while seat.ring.pop().is_some() {}
        }
        cancelled
    }
}

/// The home of a worker, which this thread is.
fn home_at(crew: Arc<Crew>, seat: usize) -> Owner {
    let (census, panic_hook) = (crew.ledger.workers()[seat].at_home.clone(), crew.ledger.panic_hook());
    Owner::new(Box::new(SeatBell { crew, seat }), census, panic_hook)
}

/// What a thread of the crew does. Returns how many tasks of its home it has cancelled.
fn employ(crew: Arc<Crew>, seat: usize, shard: Arc<Shard>) -> usize {
    let worker = Worker::new(&crew, seat, shard);
    let owner = home_at(crew, seat);
    let _entered = current::enter(worker.handle(), Some(worker.no_seat()));
    let entered = owner.enter();
    let driving = current::drive();
    let present = Present::at(&worker.crew, seat);
    worker.work(entered.here(), || false);
    drop(present);
    // As on the first thread, destructors at the end of the runtime are not inside of its `block_on`.
    drop(driving);
    entered.here().shut_down()
}
