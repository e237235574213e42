//! The thread-local record of everything that happens, and the one place where faults are injected.
//!
//! There are two kinds of events that count: *steps* (an operand is evaluated, a value made, a leaf created or polled)
//! and *drops*. A fault names one of them by its number; when its turn comes, the event is logged and then panics.
//! A fault fires at most once and never while the thread is panicking, which would abort the process.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::mem;

/// Which event of a run panics, counted from zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    None,
    Step(usize),
    Drop(usize),
}

/// How often each kind of event happened, so that the next runs can break each of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub steps: usize,
    pub drops: usize,
}

struct World {
    events: Vec<String>,
    counts: Counts,
    fault: Fault,
    /// The values that were made and not yet dropped. Ids are never printed: only their absence is an event.
    alive: BTreeMap<u64, String>,
    next_id: u64,
}

thread_local! {
    static WORLD: RefCell<World> = const {
        RefCell::new(World {
            events: Vec::new(),
            counts: Counts { steps: 0, drops: 0 },
            fault: Fault::None,
            alive: BTreeMap::new(),
            next_id: 0,
        })
    };
}

/// Forgets the last run. Ids go on counting, so that a value of an earlier run is never taken for a new one.
pub fn reset() {
    WORLD.with_borrow_mut(|world| {
        world.events.clear();
        world.counts = Counts::default();
        world.fault = Fault::None;
        world.alive.clear();
    });
}

/// Starts to count events towards `fault`.
pub fn arm(fault: Fault) {
    WORLD.with_borrow_mut(|world| {
        world.counts = Counts::default();
        world.fault = fault;
    });
}

/// Ends a run: its events, and how many of them could have been broken.
pub fn take() -> (Vec<String>, Counts) {
    WORLD.with_borrow_mut(|world| {
        let leaked: Vec<_> = world.alive.values().cloned().collect();
        if !leaked.is_empty() {
            world.events.push(format!("never dropped: {}", leaked.join(", ")));
        }
        (mem::take(&mut world.events), world.counts)
    })
}

/// Records something that cannot fail.
pub fn note(event: impl Display) {
    WORLD.with_borrow_mut(|world| world.events.push(event.to_string()));
}

/// Records a step, which is where a panic may be injected.
pub fn log(event: impl Display) {
    let fires = WORLD.with_borrow_mut(|world| {
        let number = world.counts.steps;
        world.counts.steps += 1;
        world.record(event.to_string(), Fault::Step(number))
    });
    fire(fires);
}

/// Evaluates to `value` and says when: an operand whose place in the order of evaluation is visible.
pub fn op<T>(name: &str, value: T) -> T {
    log(format_args!("{name}: evaluated"));
    value
}

/// Records a drop, which is the other place where a panic may be injected.
pub fn log_drop(event: impl Display) {
    let fires = WORLD.with_borrow_mut(|world| {
        let number = world.counts.drops;
        world.counts.drops += 1;
        world.record(event.to_string(), Fault::Drop(number))
    });
    fire(fires);
}

/// Registers a value that must be dropped exactly once.
pub fn born(name: String) -> u64 {
    WORLD.with_borrow_mut(|world| {
        world.next_id += 1;
        world.alive.insert(world.next_id, name);
        world.next_id
    })
}

/// The value `id` ends. A second end is a bug of the machine under test, and an event that no native run has.
pub fn died(id: u64) {
    let known = WORLD.with_borrow_mut(|world| world.alive.remove(&id).is_some());
    if !known {
        note("DROPPED TWICE");
    }
}

/// The value `id` is used.
pub fn used(id: u64) {
    let known = WORLD.with_borrow(|world| world.alive.contains_key(&id));
    if !known {
        note("USED AFTER DROP");
    }
}

impl World {
    /// Whether the event is the one to break.
    fn record(&mut self, event: String, number: Fault) -> bool {
        let fires = self.fault == number && !std::thread::panicking();
        self.events.push(event);
        if fires {
            self.fault = Fault::None;
        }
        fires
    }
}

fn fire(fires: bool) {
    if fires {
        panic!("injected fault");
    }
}
