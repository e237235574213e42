//! A runtime of several threads: a crew of workers that share tasks, the reactor and the timers.
//!
//! Each worker has a seat. On it is a [ring](crate::task::Ring) of the tasks that were woken or spawned by what the worker ran; when it is empty
//! the worker looks into the [common queue](crate::task::Common), where other threads put tasks, and then takes half of another's ring. So tasks
//! stay where they are as long as everybody is busy. Each worker also has a [home](crate::task::Home) for tasks that must not move; they take turns
//! with the others, one by one. The thread of `block_on` is the worker of the first seat while it runs, and the seat is empty in between.
//!
//! # Sleeping
//!
//! A worker without work says in the [roster](roster::Roster) that it will sleep, looks once more everywhere, and sleeps: in the reactor if nobody
//! else does, else on its own. Who puts a task into the common queue does so first and then looks for sleepers. Both have a fence in between, so that
//! either the sleeper sees the task or the other sees the sleeper.
//!
//! To wake a thread costs more than most turns, and the work is often done by the time it is awake. So who puts a task into its own ring wakes
//! somebody only if two wait there, and nobody if somebody is searching already. That is enough, since the owner of the ring is awake and
//! will come to it. Unless it does not: a worker may block in a turn, which nobody can tell. So while somebody is awake, sleepers look around every
//! [`ROUND`], and who gets to work sees to it that one does, see `Worker::watch`. Where nobody sleeps, who is busy looks as often whether the others get
//! on, see [`relief`]. Thus tasks, timers and sockets behind a worker that blocks wait no longer than two rounds.
//!
//! # The end
//!
//! When the runtime is dropped, `closed` is set and everybody roused. The workers end after their turn, each dropping the tasks of its home, and are
//! waited for. The thread of the runtime then drops the futures of the other tasks, and empties the queues.

mod parker;
mod relief;
mod roster;
#[cfg(all(test, not(loom)))]
mod under_chaos;
mod worker;

pub(super) use worker::{Staff, Worker};

use super::Builder;
use super::ledger::Ledger;
use crate::chaos;
use crate::prelude::*;
use crate::reactor::{self, Reactor};
use crate::task::{Batch, Common, Queued, Ring, Schedule};
use parker::{Parker, Roused};
use roster::Roster;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How many workers there can be: one for each bit.
pub(super) const MOST_WORKERS: usize = 64;
/// How long tasks, timers and sockets wait behind a worker that blocks: two of these at most.
const ROUND: Duration = Duration::from_millis(10);
/// After so many turns the common queue is looked at before the ring.
const TURNS_PER_COMMON: u32 = 31;
/// How many tasks a worker leaves in its ring before it wakes another.
const BACKLOG: u32 = 2;

pub(super) struct Crew {
    seats: Box<[Seat]>,
    common: Common,
    roster: Roster,
    /// Set when the runtime is dropped, never cleared.
    closed: AtomicBool,
    /// Locked by the worker that turns it. The others go on without.
    reactor: Mutex<Reactor>,
    bell: reactor::Handle,
    ledger: Arc<Ledger>,
    /// [`ROUND`], but in chaos.
    round: Duration,
    #[cfg(all(test, not(loom)))]
    seed: Option<u64>,
}

struct Seat {
    ring: Ring,
    parker: Parker,
}

impl Crew {
    fn new(builder: &Builder) -> io::Result<Self> {
        let reactor = Reactor::new(builder.clock())?;
        Ok(Crew {
            seats: (0..builder.workers).map(|_| Seat { ring: Ring::new(), parker: Parker::new() }).collect(),
            common: Common::new(),
            roster: Roster::new(),
            closed: AtomicBool::new(false),
            bell: reactor.handle().clone(),
            ledger: Ledger::new(builder),
            round: round(builder),
            #[cfg(all(test, not(loom)))]
            seed: builder.seed,
            reactor: Mutex::new(reactor),
        })
    }

    pub(super) fn reactor(&self) -> &reactor::Handle {
        &self.bell
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Whether no task stands in a queue.
    fn is_empty(&self) -> bool {
        self.common.length() == 0 && self.seats.iter().all(|seat| seat.ring.length() == 0)
    }

    /// Rouses the worker of a seat.
    fn rouse(&self, seat: usize) {
        if self.seats[seat].parker.rouse() == Roused::Driver {
            self.bell.unpark();
        }
    }

    /// Rouses a sleeper to search, unless somebody is at it.
    fn rouse_one(&self) {
        chaos::point();
        if let Some(seat) = self.roster.pick() {
            chaos::point();
            self.rouse(seat);
        }
    }

    /// Rouses somebody after a task has been put where its owner may not come.
    fn announce(&self) {
        chaos::point();
        if let Some(seat) = self.roster.announce() {
            chaos::point();
            self.rouse(seat);
        }
    }

    fn rouse_all(&self) {
        for seat in 0..self.seats.len() {
            self.rouse(seat);
        }
    }
}

/// Sleepers look around as often as that.
#[cfg(not(all(test, not(loom))))]
fn round(_: &Builder) -> Duration {
    ROUND
}

/// In chaos never, or all the time: see [`under_chaos`].
#[cfg(all(test, not(loom)))]
fn round(builder: &Builder) -> Duration {
    match builder.seed {
        None => ROUND,
        Some(seed) if seed % 2 == 0 => Duration::from_secs(3600),
        Some(_) => Duration::from_micros(100),
    }
}

impl Schedule for Crew {
    fn schedule(&self, task: Queued) {
        let Some(seat) = Worker::seat_at(self) else {
            // Dropped if the runtime is gone.
            if self.common.push(task) {
                self.announce();
            }
            return;
        };
        if self.is_closed() {
            return;
        }
        let ring = &self.seats[seat].ring;
        if let Err(task) = ring.push(task) {
            let overflow = Batch::new();
            ring.take_half(|task| overflow.push(task));
            overflow.push(task);
            self.common.push_all(overflow);
            self.announce();
        } else if ring.length() >= BACKLOG {
            self.rouse_one();
        }
    }
}
