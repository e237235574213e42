//! Who waits for one direction of one socket.
//!
//! Waiting is polling: there is no future of ours to hold a place in a line, and nobody says when he stops waiting. So an event wakes all, and
//! there is room for so many; beyond that, whoever has waited longest is woken to make room, and comes again if he still waits. So nobody is
//! forgotten, and those that have left do not pile up.
//!
//! Who was woken to make room, and comes again, has shown that there are more than there is room for, and brings his place along: the room grows by
//! one. So a hundred that wait together are woken once each, and then there is room for all of them. Whoever does not come again for long takes a
//! place out of the room. Of those that were sent away only the addresses are kept, which keeps nothing alive, and does no harm where an address
//! has become another's: the room is then one too large.

use crate::prelude::*;
use std::collections::VecDeque;
use std::mem;
use std::task::Waker;

/// How many can always wait without disturbing each other.
const ROOM: usize = 16;
/// How many of those that were sent away are known again. If more are away at once, the room may stop growing, and they wake each other in turn.
const MOST_AWAY: usize = 1024;

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
    /// For how many there is room, the first included. Grows with each that comes again, and shrinks with each that is forgotten; an event shrinks it
    /// to those that it finds.
    room: usize,
    /// The addresses of those that were sent away since the last event, and did not come again.
    away: VecDeque<usize>,
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
        if self.line.iter().any(|other| other.will_wake(waker)) {
            return None;
        }
        // Cloning may panic, so it comes before everything else.
        self.line.push_back(waker.clone());
        let came = address(waker);
        if let Some(place) = self.away.iter().position(|away| *away == came) {
            self.away.remove(place);
            self.room += 1;
        }
        if self.line.len() < self.room {
            return None;
        }
        let longest = mem::replace(first, self.line.pop_front()?);
        if self.away.len() == MOST_AWAY {
            self.away.pop_front();
            self.room = (self.room - 1).max(ROOM);
        }
        self.away.push_back(address(&longest));
        Some(longest)
    }

    fn take(&mut self, wakers: &mut Vec<Waker>) {
        self.room = (self.line.len() + 1).max(ROOM);
        wakers.extend(self.line.drain(..));
        // All come again now, so that nobody is away. What was needed for many goes when they have.
        self.away = VecDeque::new();
        if self.line.capacity() > 4 * self.room {
            self.line.shrink_to(self.room);
        }
    }
}

impl Default for Others {
    fn default() -> Self {
        Others { line: VecDeque::new(), room: ROOM, away: VecDeque::new() }
    }
}

fn address(waker: &Waker) -> usize {
    waker.data().addr()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::task::Wake;

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
        for count in [ROOM + 1, 100, MOST_AWAY] {
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

    #[test]
    fn those_that_have_left_do_not_pile_up() {
        let mut waiters = Waiters::default();
        let regular = &many(1)[0];
        for waker in many(10 * MOST_AWAY) {
            let _ = (waiters.add(&waker), waiters.add(regular));
        }
        assert!(waiters.others.as_ref().is_some_and(|others| others.away.len() == MOST_AWAY));
        assert!(take(&mut waiters).len() < 100, "although one comes again and again");
    }
}
