//! Who sleeps, who searches, who is there.

use crate::chaos;
use crate::sync_shim::{AtomicU64, AtomicUsize, Ordering, fence};

/// A bit stands for a seat.
pub(super) struct Roster {
    /// Those who sleep or are about to. Set by the worker; cleared by it, and by who picks it to be roused.
    sleepers: AtomicU64,
    /// Those of them who sleep without looking around. Changed by that worker.
    sound: AtomicU64,
    /// Seats with a worker. Changed by that worker.
    present: AtomicU64,
    /// How many are looking for work, or have been picked to. While there are some, nobody else is picked.
    searchers: AtomicUsize,
}

impl Roster {
    pub(super) fn new() -> Self {
        Roster {
            sleepers: AtomicU64::new(0),
            sound: AtomicU64::new(0),
            present: AtomicU64::new(0),
            searchers: AtomicUsize::new(0),
        }
    }

    pub(super) fn arrive(&self, seat: usize) {
        self.present.fetch_or(1 << seat, Ordering::SeqCst);
    }

    pub(super) fn leave(&self, seat: usize) {
        self.present.fetch_and(!(1 << seat), Ordering::SeqCst);
    }

    /// The worker sleeps from now on; the caller looks for work once more after this. Soundly, if it may and nobody else is awake; says whether it
    /// does.
    pub(super) fn lie_down(&self, seat: usize, may_sleep_soundly: bool) -> bool {
        let bit = 1 << seat;
        let others = self.sleepers.fetch_or(bit, Ordering::SeqCst) | bit;
        chaos::point();
        // Pairs with the one in `announce`: either the work is seen by the look that follows, or the bit there.
        fence(Ordering::SeqCst);
        if !may_sleep_soundly || self.is_anybody_up(others) {
            return false;
        }
        chaos::point();
        self.sound.fetch_or(bit, Ordering::SeqCst);
        chaos::point();
        // Pairs with the one in `sound_sleeper`: either who gets up sees the bit, or is seen by the look that follows.
        fence(Ordering::SeqCst);
        let is_sound = !self.is_anybody_up(self.sleepers.load(Ordering::SeqCst) | bit);
        if !is_sound {
            self.sound.fetch_and(!bit, Ordering::SeqCst);
        }
        is_sound
    }

    fn is_anybody_up(&self, sleepers: u64) -> bool {
        self.present.load(Ordering::SeqCst) & !sleepers != 0
    }

    /// The worker sleeps no more, which it did soundly or not. Says whether it had been picked to search.
    pub(super) fn get_up(&self, seat: usize, was_sound: bool) -> bool {
        let bit = 1 << seat;
        if was_sound {
            self.sound.fetch_and(!bit, Ordering::SeqCst);
        }
        chaos::point();
        let is_picked = self.sleepers.fetch_and(!bit, Ordering::SeqCst) & bit == 0;
        if is_picked {
            chaos::point();
            self.searchers.fetch_sub(1, Ordering::SeqCst);
        }
        is_picked
    }

    /// Picks a sleeper to search, whom the caller rouses. None if somebody is searching already.
    pub(super) fn pick(&self) -> Option<usize> {
        if self.searchers.load(Ordering::SeqCst) != 0 {
            return None;
        }
        chaos::point();
        let sleepers = self.sleepers.load(Ordering::SeqCst);
        if sleepers == 0 {
            return None;
        }
        let seat = sleepers.trailing_zeros();
        // Whoever clears the bit rouses, and counts the sleeper among the searchers from now on.
        chaos::point();
        let is_picked = self.sleepers.fetch_and(!(1 << seat), Ordering::SeqCst) & (1 << seat) != 0;
        if is_picked {
            chaos::point();
            self.searchers.fetch_add(1, Ordering::SeqCst);
        }
        is_picked.then_some(seat as usize)
    }

    /// The same, after work has been put where nobody who is awake may look.
    ///
    /// If somebody is searching, he looks everywhere once more when he lies down, and sees the work then: he has not given up searching when this
    /// call looked, and its fence comes before his.
    pub(super) fn announce(&self) -> Option<usize> {
        fence(Ordering::SeqCst);
        self.pick()
    }

    /// Somebody who sleeps soundly. For a worker that is up: from now on nobody falls asleep so.
    pub(super) fn sound_sleeper(&self) -> Option<usize> {
        fence(Ordering::SeqCst);
        let sound = self.sound.load(Ordering::SeqCst);
        (sound != 0).then(|| sound.trailing_zeros() as usize)
    }

    pub(super) fn begin_search(&self) {
        self.searchers.fetch_add(1, Ordering::SeqCst);
    }

    /// Says whether nobody searches any more. Then, if the worker has found some work, it looks whether there is more, and announces that: whoever
    /// brought it in the meantime has left that to the searchers.
    pub(super) fn end_search(&self) -> bool {
        let was_last = self.searchers.fetch_sub(1, Ordering::SeqCst) == 1;
        // Pairs with the one in `announce`.
        fence(Ordering::SeqCst);
        was_last
    }
}

/// `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test -p resumable --release --lib models`
#[cfg(all(test, loom))]
mod models {
    use super::super::parker::Parker;
    use super::*;
    use crate::prelude::*;
    use loom::sync::Arc;
    use loom::thread;

    struct Crew {
        roster: Roster,
        parkers: Vec<Parker>,
        work: AtomicUsize,
    }

    impl Crew {
        fn new(seats: usize) -> Arc<Self> {
            let parkers = (0..seats).map(|_| Parker::new()).collect();
            Arc::new(Crew { roster: Roster::new(), parkers, work: AtomicUsize::new(0) })
        }

        fn put(&self) {
            // Relaxed: the order is that of the fences.
            self.work.fetch_add(1, Ordering::Relaxed);
            if let Some(seat) = self.roster.announce() {
                self.parkers[seat].rouse();
            }
        }

        fn try_take(&self) -> bool {
            let taken = self.work.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |work| work.checked_sub(1));
            taken.is_ok()
        }

        /// What a worker does, without the turns. Loom reports it if the worker sleeps for ever.
        fn take(&self, seat: usize) {
            self.roster.arrive(seat);
            loop {
                let looks_empty = self.work.load(Ordering::Relaxed) == 0;
                let mut found = false;
                let mut was_last = false;
                if !looks_empty {
                    self.roster.begin_search();
                    found = self.try_take();
                    was_last = self.roster.end_search();
                }
                if found {
                    if was_last
                        && self.work.load(Ordering::Relaxed) > 0
                        && let Some(seat) = self.roster.announce()
                    {
                        self.parkers[seat].rouse();
                    }
                    break;
                }
                let is_sound = self.roster.lie_down(seat, true);
                self.parkers[seat].sleep(None, || self.work.load(Ordering::Relaxed) == 0);
                self.roster.get_up(seat, is_sound);
            }
            self.roster.leave(seat);
        }
    }

    #[test]
    fn no_work_is_left_while_its_worker_sleeps() {
        loom::model(|| {
            let crew = Crew::new(1);
            let worker = {
                let crew = crew.clone();
                thread::spawn(move || {
                    crew.take(0);
                    crew.take(0);
                })
            };
            crew.put();
            crew.put();
            worker.join().unwrap();
        });
    }

    /// What `Worker::watch` does when it is due.
    fn watch(crew: &Crew) {
        if let Some(seat) = crew.roster.sound_sleeper() {
            crew.parkers[seat].rouse();
        }
    }

    /// A worker is woken from elsewhere, gets work, of which it tells nobody, and blocks for ever. Loom reports it if the other sleeps for ever.
    #[test]
    fn somebody_looks_around_behind_a_worker_that_blocks() {
        loom::model(|| {
            let crew = Crew::new(2);
            let blocks = {
                let crew = crew.clone();
                thread::spawn(move || {
                    crew.roster.arrive(0);
                    let is_sound = crew.roster.lie_down(0, true);
                    crew.parkers[0].sleep(None, || true);
                    crew.roster.get_up(0, is_sound);
                    watch(&crew);
                    crew.work.fetch_add(1, Ordering::Relaxed);
                })
            };
            let looks_around = {
                let crew = crew.clone();
                thread::spawn(move || {
                    crew.roster.arrive(1);
                    while !crew.try_take() {
                        let is_sound = crew.roster.lie_down(1, true);
                        if is_sound {
                            crew.parkers[1].sleep(None, || true);
                        } else {
                            // It sleeps for a while.
                            thread::yield_now();
                        }
                        crew.roster.get_up(1, is_sound);
                    }
                })
            };
            crew.parkers[0].rouse();
            blocks.join().unwrap();
            looks_around.join().unwrap();
        });
    }

    #[test]
    fn two_workers_find_two_pieces_of_work() {
        loom::model(|| {
            let crew = Crew::new(2);
            let workers = [0, 1].map(|seat| {
                let crew = crew.clone();
                thread::spawn(move || crew.take(seat))
            });
            crew.put();
            crew.put();
            for worker in workers {
                worker.join().unwrap();
            }
        });
    }
}
