//! Who waits for one direction of one socket.
//!
//! Waiting is polling: there is no future of ours to hold a place in a line, and nobody says when he stops waiting. So an event wakes all, and
//! there is room for so many; beyond that, whoever has waited longest is woken to make room, and comes again if he still waits. So nobody is
//! forgotten, and those that have left do not pile up.
//!
//! Who was woken to make room, and comes again, has shown that there are more than there is room for, and brings his place along: the room grows by
//! one. So a hundred that wait together are woken once each, and then there is room for all of them. Of those that were sent away only the addresses
//! are kept, which keeps nothing alive, and does no harm where an address has become another's: the room is then one too large.
//!
//! Not all addresses are kept, but the first, up to as many as there is room for waiters, or [`FEWEST_AWAY`]: if these come again, the room grows by so
//! many, however many others there are. If for long nobody comes again of whom the address is known, then they have left, or there are more than thought:
//! they are forgotten, others take their places, the room becomes smaller, and the patience longer.
//!
//! Who comes is looked up, not searched for: that a thousand come again, each time something has happened, takes a thousand steps and not a million.

use crate::prelude::*;
use std::collections::{HashSet, VecDeque};
use std::hash::{Hash, Hasher};
use std::mem;
use std::ptr;
use std::task::Waker;

/// How many can always wait without disturbing each other.
const ROOM: usize = 16;
/// How many of those that were sent away can be known again.
const FEWEST_AWAY: usize = 1024;
/// How many may come one after the other of whom nobody is known, at first.
const PATIENCE: usize = 2 * FEWEST_AWAY;

#[derive(Default)]
pub(super) struct Waiters {
    /// Who has waited longest; most often the only one.
    first: Option<Waker>,
    /// Nobody waits here if there is no first.
    others: Option<Box<Others>>,
}

struct Others {
    /// Those that have waited longest first.
    line: VecDeque<Waker>,
    /// Whom those in line wake.
    in_line: HashSet<Target>,
    /// For how many there is room, the first included. Grows with each that comes again, and is halved when nobody does; an event makes it that of
    /// those that it finds.
    room: usize,
    /// Some of those that were sent away since the last event, and did not come again.
    away: HashSet<Target>,
    /// How many have come, and found no room, since the last of whom the address was known.
    strangers: usize,
    /// How many of these are too many.
    patience: usize,
}

/// Whom a waker wakes, by addresses: two are the same where [`Waker::will_wake`] says so.
#[derive(Clone, Copy, Eq)]
struct Target {
    data: usize,
    vtable: usize,
}

impl Waiters {
    /// Puts a clone of the waker in, unless one that wakes the same task is there. Returns who has to make room: the caller wakes him after it has
    /// released its lock.
    #[must_use = "wake outside the lock"]
    pub(super) fn add(&mut self, waker: &Waker) -> Option<Waker> {
        let Some(first) = &mut self.first else {
            self.first = Some(waker.clone());
            return None;
        };
        if first.will_wake(waker) {
            return None;
        }
        self.others.get_or_insert_default().add(first, waker)
    }

    /// Moves all of them there, those that have waited longest first.
    pub(super) fn take(&mut self, wakers: &mut Vec<Waker>) {
        wakers.extend(self.first.take());
        if let Some(others) = &mut self.others {
            others.take(wakers);
        }
    }
}

impl Others {
    fn add(&mut self, first: &mut Waker, waker: &Waker) -> Option<Waker> {
        let target = Target::of(waker);
        if self.in_line.contains(&target) {
            return None;
        }
        // Cloning may panic, so it comes before everything else.
        self.line.push_back(waker.clone());
        self.in_line.insert(target);
        let was_away = self.away.remove(&target);
        if was_away {
            self.room += 1;
            self.strangers = 0;
        }
        if self.line.len() < self.room {
            return None;
        }
        if !was_away {
            self.count_stranger();
        }
        let next = self.line.pop_front()?;
        self.in_line.remove(&Target::of(&next));
        let longest = mem::replace(first, next);
        if self.away.len() < self.room.max(FEWEST_AWAY) {
            self.away.insert(Target::of(&longest));
        }
        Some(longest)
    }

    /// Forgets those that do not come, when for too long nobody has come of whom it is known that he has been here.
    fn count_stranger(&mut self) {
        self.strangers += 1;
        if self.strangers > self.patience {
            self.away.clear();
            self.room = (self.room / 2).max(ROOM);
            self.strangers = 0;
            self.patience = self.patience.saturating_mul(2);
        }
    }

    fn take(&mut self, wakers: &mut Vec<Waker>) {
        self.room = (self.line.len() + 1).max(ROOM);
        wakers.extend(self.line.drain(..));
        self.in_line.clear();
        // All come again now, so that nobody is away. What was needed for many goes when they have.
        self.away = HashSet::new();
        self.strangers = 0;
        self.patience = PATIENCE;
        if self.line.capacity() > 4 * self.room {
            self.line.shrink_to(self.room);
            self.in_line.shrink_to(self.room);
        }
    }
}

impl Default for Others {
    fn default() -> Self {
        Others {
            line: VecDeque::new(),
            in_line: HashSet::new(),
            room: ROOM,
            away: HashSet::new(),
            strangers: 0,
            patience: PATIENCE,
        }
    }
}

impl Target {
    fn of(waker: &Waker) -> Self {
        Target { data: waker.data().addr(), vtable: ptr::from_ref(waker.vtable()).addr() }
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        #[cfg(test)]
        tests::COMPARED.set(tests::COMPARED.get() + 1);
        (self.data, self.vtable) == (other.data, other.vtable)
    }
}

impl Hash for Target {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.data, self.vtable).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::sync::Arc;
    use std::task::Wake;

    std::thread_local! {
        /// How often it was asked whether two wakers wake the same.
        pub(super) static COMPARED: Cell<usize> = const { Cell::new(0) };
    }

    struct Nobody;

    impl Wake for Nobody {
        fn wake(self: Arc<Self>) {}
    }

    fn many(count: usize) -> Vec<Waker> {
        (0..count).map(|_| Arc::new(Nobody).into()).collect()
    }

    fn take(waiters: &mut Waiters) -> Vec<Waker> {
        let mut taken = Vec::new();
        waiters.take(&mut taken);
        taken
    }

    #[test]
    fn whoever_has_waited_longest_makes_room() {
        let wakers = many(ROOM + 2);
        let mut waiters = Waiters::default();
        for waker in &wakers[..ROOM] {
            assert!(waiters.add(waker).is_none());
        }
        for waker in &wakers[..ROOM] {
            assert!(waiters.add(waker).is_none(), "it waits already");
        }
        for (out, waker) in wakers.iter().zip(&wakers[ROOM..]) {
            assert!(waiters.add(waker).is_some_and(|displaced| displaced.will_wake(out)));
        }
        let taken = take(&mut waiters);
        assert!(taken.iter().zip(&wakers[2..]).all(|(taken, waker)| taken.will_wake(waker)));
        assert_eq!(taken.len(), ROOM);
        assert!(take(&mut waiters).is_empty(), "they are gone");
    }

    #[test]
    fn the_room_grows_with_those_that_come_again() {
        for count in [ROOM + 1, 100, FEWEST_AWAY] {
            let wakers = many(count);
            let mut waiters = Waiters::default();
            let mut away: VecDeque<Waker> = wakers.iter().filter_map(|waker| waiters.add(waker)).collect();
            assert_eq!(away.len(), count - ROOM);
            for _ in ROOM..count {
                let comes = away.pop_front().expect("as many are away as were sent");
                away.extend(waiters.add(&comes));
            }
            assert!(away.is_empty(), "nobody is woken twice");
            for round in 0..2 {
                assert_eq!(take(&mut waiters).len(), count);
                assert!(wakers.iter().all(|waker| waiters.add(waker).is_none()), "after event {round} there is room");
            }
        }
    }

    /// Turn after turn, those that were woken come again.
    #[test]
    fn nobody_wakes_the_others_for_ever_however_many_they_are() {
        for count in [2 * FEWEST_AWAY, 5000] {
            let wakers = many(count);
            let mut waiters = Waiters::default();
            let mut away: VecDeque<Waker> = wakers.iter().filter_map(|waker| waiters.add(waker)).collect();
            let mut woken = away.len();
            while let Some(comes) = away.pop_front() {
                away.extend(waiters.add(&comes).inspect(|_| woken += 1));
                assert!(woken < 12 * count, "{} of {count} wake each other", away.len());
            }
            for round in 0..2 {
                assert_eq!(take(&mut waiters).len(), count);
                assert!(wakers.iter().all(|waker| waiters.add(waker).is_none()), "after event {round} there is room");
            }
        }
    }

    #[test]
    fn the_room_shrinks_to_those_that_an_event_finds() {
        let wakers = many(100);
        let mut waiters = Waiters::default();
        let away: Vec<Waker> = wakers.iter().filter_map(|waker| waiters.add(waker)).collect();
        assert_eq!(away.iter().filter_map(|waker| waiters.add(waker)).count(), 0);
        take(&mut waiters);
        assert!(waiters.add(&wakers[0]).is_none());
        take(&mut waiters);
        let others = waiters.others.as_ref().expect("there were others");
        assert!(others.room == ROOM && others.line.capacity() <= 4 * ROOM && others.away.capacity() == 0);
    }

    /// Whether they come for the first time, wait already, have been sent away, or come again after an event.
    #[test]
    fn many_that_come_again_are_not_compared_with_each_other() {
        const COUNT: usize = 4000;
        let wakers = many(COUNT);
        let mut waiters = Waiters::default();
        let mut away: VecDeque<Waker> = wakers.iter().filter_map(|waker| waiters.add(waker)).collect();
        let mut added = 0;
        while let Some(comes) = away.pop_front() {
            added += 1;
            away.extend(waiters.add(&comes));
        }
        for _ in 0..3 {
            assert_eq!(take(&mut waiters).len(), COUNT);
            for waker in wakers.iter().chain(&wakers) {
                assert!(waiters.add(waker).is_none());
            }
            added += 2 * COUNT;
        }
        let compared = COMPARED.get();
        assert!(compared < 4 * (COUNT + added), "{compared} comparisons for {added} that came");
    }

    #[test]
    fn those_that_have_left_do_not_pile_up() {
        let mut waiters = Waiters::default();
        let regular = &many(1)[0];
        for waker in many(20 * FEWEST_AWAY) {
            let _ = (waiters.add(&waker), waiters.add(regular));
            assert!(waiters.others.as_ref().is_none_or(|others| others.away.len() <= FEWEST_AWAY));
        }
        assert!(take(&mut waiters).len() < 100, "although one comes again and again");
    }
}
