//! Whether the driving thread sleeps, and where.
//!
//! It sleeps in the event queue of the operating system, which is the only place to be told of sockets. But to be woken there by another thread takes
//! longer than elsewhere. So while there is neither a socket nor a timer, it takes a nap instead, from which only other threads can wake it.

use crate::chaos;
use crate::sync_shim::{AtomicU8, Condvar, Mutex, MutexGuard, Ordering, fence};
use std::sync::PoisonError;
use std::time::Duration;

/// It is awake, or has been roused.
const AWAKE: u8 = 0;
/// It sleeps in the event queue, or is about to.
const DRIVING: u8 = 1;
/// It takes a nap, or is about to.
const NAPPING: u8 = 2;

pub(super) struct Sleeper {
    /// Raised by the thread before it looks for work for the last time; back to `AWAKE` by the thread afterwards, and by whoever brings work.
    state: AtomicU8,
    /// Held by the thread between its last look at the state and the nap, so that nobody calls in between.
    nap: Mutex<()>,
    call: Condvar,
}

impl Sleeper {
    pub(super) fn new() -> Self {
        Sleeper { state: AtomicU8::new(AWAKE), nap: Mutex::new(()), call: Condvar::new() }
    }

    /// The thread sleeps from now on, in the event queue. It looks for work once more after this. For the thread only.
    pub(super) fn lie_down(&self) {
        // Acquire: what came before the swaps of `rouse`.
        self.state.swap(DRIVING, Ordering::SeqCst);
    }

    /// Naps instead until roused, but no longer than that, and not at all if the closure says that there is something to drive, which it is asked after
    /// everybody can see that the thread naps. For the thread only, after `lie_down`.
    pub(super) fn nap(&self, longest: Option<Duration>, is_needed: impl FnOnce() -> bool) {
        chaos::point();
        let begun = self.state.compare_exchange(DRIVING, NAPPING, Ordering::SeqCst, Ordering::SeqCst);
        // Pairs with the one in `end_nap`: either the closure sees what has come, or who brought it sees the nap.
        fence(Ordering::SeqCst);
        chaos::point();
        if begun.is_ok() && !is_needed() {
            chaos::point();
            self.wait(self.nap.lock().unwrap_or_else(PoisonError::into_inner), longest);
        }
    }

    #[cfg(not(loom))]
    fn wait(&self, nap: MutexGuard<'_, ()>, longest: Option<Duration>) {
        let is_napping = |_: &mut ()| self.state.load(Ordering::SeqCst) == NAPPING;
        match longest {
            Some(longest) => drop(self.call.wait_timeout_while(nap, longest, is_napping)),
            // Without end is cheaper: no clock has to be asked, or set.
            None => drop(self.call.wait_while(nap, is_napping)),
        }
    }

    /// The same in a model, where time does not pass.
    #[cfg(loom)]
    fn wait(&self, mut nap: MutexGuard<'_, ()>, _: Option<Duration>) {
        while self.state.load(Ordering::SeqCst) == NAPPING {
            nap = self.call.wait(nap).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The thread sleeps no more. Says whether it has been roused. For the thread only.
    pub(super) fn get_up(&self) -> bool {
        self.state.swap(AWAKE, Ordering::SeqCst) == AWAKE
    }

    /// Ends the sleep of the thread, if it sleeps or is about to. Says whether the event queue has to be told.
    pub(super) fn rouse(&self) -> bool {
        match self.state.swap(AWAKE, Ordering::SeqCst) {
            NAPPING => {
                chaos::point();
                // Either the thread sees the state, or it waits for the call by now.
                drop(self.nap.lock());
                self.call.notify_one();
                false
            }
            state => state == DRIVING,
        }
    }

    /// Ends a nap, after something has come that is to be driven.
    pub(super) fn end_nap(&self) {
        fence(Ordering::SeqCst);
        if self.state.load(Ordering::SeqCst) == NAPPING {
            self.rouse();
        }
    }
}

/// `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test -p resumable --release --lib models`
#[cfg(all(test, loom))]
mod models {
    use super::*;
    use crate::sync_shim::AtomicUsize;
    use loom::sync::Arc;
    use loom::thread;

    #[derive(Default)]
    struct World {
        work: AtomicUsize,
        sockets: AtomicUsize,
    }

    /// Sleeps until there is work. Loom reports it if that is for ever.
    fn sleep_until_work(sleeper: &Sleeper, world: &World) {
        while world.work.load(Ordering::SeqCst) == 0 {
            sleeper.lie_down();
            if world.work.load(Ordering::SeqCst) == 0 {
                sleeper.nap(None, || world.sockets.load(Ordering::Relaxed) > 0);
            }
            sleeper.get_up();
            if world.sockets.load(Ordering::Relaxed) > 0 {
                // It would sleep in the event queue from now on.
                return;
            }
        }
    }

    #[test]
    fn a_nap_ends_when_there_is_work() {
        loom::model(|| {
            let (sleeper, world) = (Arc::new(Sleeper::new()), Arc::new(World::default()));
            let thread = {
                let (sleeper, world) = (sleeper.clone(), world.clone());
                thread::spawn(move || {
                    world.work.store(1, Ordering::SeqCst);
                    sleeper.rouse();
                })
            };
            sleep_until_work(&sleeper, &world);
            thread.join().unwrap();
        });
    }

    #[test]
    fn a_nap_ends_when_there_is_a_socket() {
        loom::model(|| {
            let (sleeper, world) = (Arc::new(Sleeper::new()), Arc::new(World::default()));
            let thread = {
                let (sleeper, world) = (sleeper.clone(), world.clone());
                thread::spawn(move || {
                    world.sockets.store(1, Ordering::Relaxed);
                    sleeper.end_nap();
                })
            };
            sleep_until_work(&sleeper, &world);
            thread.join().unwrap();
        });
    }

    #[test]
    fn two_may_rouse_one_that_naps() {
        loom::model(|| {
            let (sleeper, world) = (Arc::new(Sleeper::new()), Arc::new(World::default()));
            let threads = [0, 1].map(|_| {
                let (sleeper, world) = (sleeper.clone(), world.clone());
                thread::spawn(move || {
                    world.work.fetch_add(1, Ordering::SeqCst);
                    sleeper.rouse();
                })
            });
            sleep_until_work(&sleeper, &world);
            for thread in threads {
                thread.join().unwrap();
            }
        });
    }
}
