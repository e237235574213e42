//! How a worker sleeps, and how it is roused.

use crate::chaos;
use crate::sync_shim::thread::{self, Thread};
use crate::sync_shim::{AtomicU8, Ordering};
use std::sync::OnceLock;
use std::time::Duration;

/// It has not been roused since it last looked.
const AWAKE: u8 = 0;
/// It sleeps on its thread's token, or is about to.
const ASLEEP: u8 = 1;
/// It sleeps in the reactor, or is about to.
const DRIVING: u8 = 2;
/// It has been roused. Set by others, cleared by the worker.
const ROUSED: u8 = 3;

pub(super) struct Parker {
    state: AtomicU8,
    /// Set by the worker before it first sleeps.
    thread: OnceLock<Thread>,
}

/// What has to be done to wake the worker.
#[derive(PartialEq, Eq)]
pub(super) enum Roused {
    /// Nothing: it was awake, somebody else is at it, or it is done.
    Already,
    /// The bell of the reactor has to be rung.
    Driver,
}

impl Parker {
    pub(super) fn new() -> Self {
        Parker { state: AtomicU8::new(AWAKE), thread: OnceLock::new() }
    }

    /// Whether the worker is to look for work instead of sleeping. For the worker only.
    pub(super) fn is_roused(&self) -> bool {
        self.state.load(Ordering::Acquire) == ROUSED
    }

    /// Says that the worker is about to sleep in the reactor; false if it has been roused. For the worker only.
    pub(super) fn begin_driving(&self) -> bool {
        self.begin(DRIVING)
    }

    /// The worker is awake again. Says whether it has been roused. For the worker only.
    pub(super) fn end(&self) -> bool {
        // Acquire: what was done before the worker was roused.
        self.state.swap(AWAKE, Ordering::AcqRel) == ROUSED
    }

    fn begin(&self, how: u8) -> bool {
        let begun = self.state.compare_exchange(AWAKE, how, Ordering::AcqRel, Ordering::Acquire);
        if begun.is_err() {
            self.end();
        }
        begun.is_ok()
    }

    /// Sleeps until roused, but no longer than that, and not at all if `idle` says that there is work. Says whether it has been roused, or there was
    /// work. For the worker only.
    ///
    /// The token of the thread may be used up by code of the user, or be left over from it. So it only shortens the sleep; what counts is the
    /// state, and code of the user does not run between the look at it and the sleep.
    pub(super) fn sleep(&self, longest: Option<Duration>, idle: impl FnOnce() -> bool) -> bool {
        self.thread.get_or_init(thread::current);
        if !self.begin(ASLEEP) {
            return true;
        }
        chaos::point();
        let is_idle = idle();
        chaos::point();
        if is_idle {
            match longest {
                Some(longest) => thread::park_timeout(longest),
                None => {
                    while !self.is_roused() {
                        thread::park();
                    }
                }
            }
        }
        self.end() || !is_idle
    }

    /// Rouses the worker, from any thread.
    pub(super) fn rouse(&self) -> Roused {
        // Written even if it has been roused already: what came before must be visible to the worker in any case.
        match self.state.swap(ROUSED, Ordering::AcqRel) {
            DRIVING => Roused::Driver,
            ASLEEP => {
                chaos::point();
                if let Some(thread) = self.thread.get() {
                    thread.unpark();
                }
                Roused::Already
            }
            _ => Roused::Already,
        }
    }
}
