//! A hierarchical timing wheel (Varghese and Lauck 1987): deadlines by how far away they are.
//!
//! Time is counted in the ticks of a [`Clock`](super::Clock). The deadlines of the next 64 ticks have a slot each on the lowest level; on the next level, 64 slots take
//! 64 ticks each, and so on. When the time comes to a slot of a higher level, its timers move down. To insert and to remove takes a few
//! instructions, however many timers there are, and each timer moves down a few times in its life.
//!
//! The level of a timer is where its tick and the current one first differ, in groups of six bits. So whatever is on a level lies ahead in the
//! same slot of the level above, and what is on a lower level comes before what is on a higher.
//!
//! # The entries
//!
//! They lie in the timers themselves, pinned, and are linked in place. A wheel holds pointers to entries; [`Timer`](super::timer::Timer) sees to it
//! that an entry is removed before it goes away, and that entries are touched under the lock of their wheel only.

use std::mem;
use std::ptr::NonNull;
use std::task::Waker;

const BITS: u32 = 6;
const SLOTS: usize = 1 << BITS;
const LEVELS: usize = 8;
/// Later ticks than this do not fit. At 4.1 microseconds each, that is 36 years after the beginning.
pub(super) const LAST: u64 = (1 << (BITS as usize * LEVELS)) - 1;
/// Where an entry is that is in no slot.
const NOWHERE: u16 = u16::MAX;

/// What a wheel knows of a timer.
pub(super) struct Entry {
    /// Zero if it has not been inserted since it was forgotten.
    due: u64,
    /// Level and slot, or `NOWHERE`.
    place: u16,
    previous: Option<NonNull<Entry>>,
    next: Option<NonNull<Entry>>,
    /// Set while the entry is in a slot; taken when the time has come.
    pub(super) waker: Option<Waker>,
}

impl Entry {
    pub(super) fn new() -> Self {
        Entry { due: 0, place: NOWHERE, previous: None, next: None, waker: None }
    }

    pub(super) fn is_inserted(&self) -> bool {
        self.place != NOWHERE
    }

    /// For an entry that is in no slot. Says whether it has been in one.
    pub(super) fn forget_due(&mut self) -> bool {
        mem::take(&mut self.due) != 0
    }
}

pub(super) struct Wheel {
    /// What was due up to this tick has been taken out.
    now: u64,
    levels: [Level; LEVELS],
    length: usize,
}

struct Level {
    /// A bit for each slot that is not empty.
    occupied: u64,
    slots: [Option<NonNull<Entry>>; SLOTS],
}

// SAFETY: The pointers are to entries of timers, which are `Send`, and are followed under the lock of the wheel only.
unsafe impl Send for Wheel {}

impl Wheel {
    pub(super) fn new() -> Self {
        Wheel { now: 0, levels: [const { Level { occupied: 0, slots: [None; SLOTS] } }; LEVELS], length: 0 }
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Puts an entry in. A tick that has passed counts as the next.
    ///
    /// # Safety
    ///
    /// The entry is in no wheel. It stays where it is until it has been removed or taken out, and is touched under the lock of this wheel only.
    pub(super) unsafe fn insert(&mut self, mut entry: NonNull<Entry>, due: u64) {
        // SAFETY: The caller's promise.
        unsafe { entry.as_mut() }.due = due.max(self.now + 1).min(LAST);
        self.length += 1;
        // SAFETY: As before.
        unsafe { self.link(entry) }
    }

    /// Puts an entry into the slot of its tick.
    ///
    /// # Safety
    ///
    /// That of `insert`.
    unsafe fn link(&mut self, mut pointer: NonNull<Entry>) {
        // SAFETY: The caller's promise.
        let entry = unsafe { pointer.as_mut() };
        // The lowest six bits never raise the level.
        let differing = (self.now ^ entry.due) | (SLOTS as u64 - 1);
        let level = ((63 - differing.leading_zeros()) / BITS) as usize;
        let slot = (entry.due >> (level as u32 * BITS)) as usize % SLOTS;
        entry.place = (level * SLOTS + slot) as u16;
        entry.previous = None;
        let first = &mut self.levels[level].slots[slot];
        entry.next = *first;
        if let Some(mut next) = *first {
            // SAFETY: What is in a slot stays where it is until it is removed. It is not the entry from above, which was in no slot.
            unsafe { next.as_mut() }.previous = Some(pointer);
        }
        *first = Some(pointer);
        self.levels[level].occupied |= 1 << slot;
    }

    /// Takes an entry out.
    ///
    /// # Safety
    ///
    /// The entry is in this wheel.
    pub(super) unsafe fn remove(&mut self, mut pointer: NonNull<Entry>) {
        self.length -= 1;
        // SAFETY: The caller's promise. Its neighbours are other entries, and in the wheel as well.
        unsafe {
            let entry = pointer.as_mut();
            let (level, slot) = (entry.place as usize / SLOTS, entry.place as usize % SLOTS);
            entry.place = NOWHERE;
            let (previous, next) = (entry.previous.take(), entry.next.take());
            if let Some(mut next) = next {
                next.as_mut().previous = previous;
            }
            match previous {
                Some(mut previous) => previous.as_mut().next = next,
                None => {
                    let level = &mut self.levels[level];
                    level.slots[slot] = next;
                    if next.is_none() {
                        level.occupied &= !(1 << slot);
                    }
                }
            }
        }
    }

    /// The first slot that is not empty: its level, itself, and its first tick.
    fn first_slot(&self) -> Option<(usize, usize, u64)> {
        let level = self.levels.iter().position(|level| level.occupied != 0)?;
        let shift = level as u32 * BITS;
        // All of them lie ahead, so that the first bit is the first slot.
        let slot = self.levels[level].occupied.trailing_zeros() as u64;
        let beginning = self.now >> (shift + BITS) << (shift + BITS);
        Some((level, slot as usize, beginning + (slot << shift)))
    }

    /// When to look again: at this tick a timer is due, or some have to move down.
    pub(super) fn next(&self) -> Option<u64> {
        self.first_slot().map(|(_, _, tick)| tick)
    }

    /// Comes to that tick, and takes out what is due, in the order of ticks.
    pub(super) fn advance(&mut self, to: u64, mut fire: impl FnMut(Option<Waker>)) {
        while let Some((level, slot, tick)) = self.first_slot().filter(|(_, _, tick)| *tick <= to) {
            self.now = tick.max(self.now);
            let mut list = self.levels[level].slots[slot].take();
            self.levels[level].occupied &= !(1 << slot);
            while let Some(mut pointer) = list {
                // SAFETY: What was in the slot stays where it is until it is removed; the list is ours now.
                let entry = unsafe { pointer.as_mut() };
                list = entry.next.take();
                if entry.due > self.now {
                    // SAFETY: The entry is in no slot.
                    unsafe { self.link(pointer) }
                } else {
                    entry.previous = None;
                    entry.place = NOWHERE;
                    self.length -= 1;
                    fire(entry.waker.take());
                }
            }
        }
        self.now = to.max(self.now).min(LAST);
    }

    /// Takes everything out.
    pub(super) fn clear(&mut self, fire: impl FnMut(Option<Waker>)) {
        self.advance(LAST, fire);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use proptest::prelude::*;
    use std::cell::UnsafeCell;
    use std::collections::BTreeSet;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::Mutex;
    use std::task::Wake;

    /// Writes down who has been woken.
    struct Notes(usize, Arc<Mutex<Vec<usize>>>);

    impl Wake for Notes {
        fn wake(self: Arc<Self>) {
            self.1.lock().unwrap().push(self.0);
        }
    }

    #[derive(Debug, Clone, Copy)]
    enum Step {
        /// A timer that is due by then.
        Insert(When),
        Remove(usize),
        /// The same timer gets another deadline.
        Reset(usize, When),
        Advance(When),
    }

    #[derive(Debug, Clone, Copy)]
    enum When {
        /// After so many ticks.
        After(u64),
        /// So many ticks after the next slot of the level begins.
        Slot(u32, u64),
    }

    impl When {
        fn tick(self, now: u64) -> u64 {
            match self {
                When::After(ticks) => now.saturating_add(ticks),
                When::Slot(level, ticks) => (((now >> (level * BITS)) + 1) << (level * BITS)) + ticks,
            }
        }
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let when = || {
            prop_oneof![
                // All magnitudes alike, up to beyond the end.
                2 => (any::<u64>(), 0..64u32).prop_map(|(bits, shift)| When::After(bits >> shift)),
                1 => (0..LEVELS as u32, 0..3u64).prop_map(|(level, ticks)| When::Slot(level, ticks)),
            ]
        };
        let which = || 0..200usize;
        let step = prop_oneof![
            4 => when().prop_map(Step::Insert),
            2 => which().prop_map(Step::Remove),
            2 => (which(), when()).prop_map(|(which, when)| Step::Reset(which, when)),
            3 => when().prop_map(Step::Advance),
        ];
        prop::collection::vec(step, 0..200)
    }

    /// Timers by their numbers, and when those that are set are due.
    #[derive(Default)]
    struct Model {
        entries: Vec<Pin<Box<UnsafeCell<Entry>>>>,
        due: BTreeSet<(u64, usize)>,
        now: u64,
    }

    impl Model {
        fn entry(&self, number: usize) -> NonNull<Entry> {
            NonNull::new(self.entries[number].get()).unwrap()
        }

        fn is_inserted(&self, number: usize) -> bool {
            // SAFETY: The entry is in its box, and nobody looks at it meanwhile.
            unsafe { self.entry(number).as_ref() }.is_inserted()
        }

        fn insert(&mut self, wheel: &mut Wheel, number: usize, when: When) {
            let due = when.tick(self.now);
            // A tick that has passed counts as the next.
            self.due.insert((due.clamp(self.now + 1, LAST), number));
            // SAFETY: The entry is in a box, in no wheel, and removed or taken out before that goes away, at the end.
            unsafe { wheel.insert(self.entry(number), due) }
        }

        fn remove(&mut self, wheel: &mut Wheel, number: usize) {
            if self.is_inserted(number) {
                // SAFETY: It is in the wheel.
                unsafe { wheel.remove(self.entry(number)) }
                self.due.retain(|(_, other)| *other != number);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

        /// Whatever is inserted, removed, reset and waited for, the wheel does what a sorted map does.
        #[test]
        fn a_wheel_is_a_sorted_map(steps in steps()) {
            let (mut wheel, mut model) = (Wheel::new(), Model::default());
            for step in steps {
                match step {
                    Step::Insert(when) => {
                        model.entries.push(Box::pin(UnsafeCell::new(Entry::new())));
                        model.insert(&mut wheel, model.entries.len() - 1, when);
                    }
                    Step::Remove(number) if number < model.entries.len() => model.remove(&mut wheel, number),
                    Step::Reset(number, when) if number < model.entries.len() => {
                        model.remove(&mut wheel, number);
                        model.insert(&mut wheel, number, when);
                    }
                    Step::Remove(_) | Step::Reset(..) => {}
                    Step::Advance(when) => {
                        // What is due at the last tick is due no later.
                        model.now = when.tick(model.now).min(LAST - 1);
                        let later = model.due.split_off(&(model.now + 1, 0));
                        let fired = mem::replace(&mut model.due, later);
                        let mut count = 0;
                        wheel.advance(model.now, |_| count += 1);
                        prop_assert_eq!(count, fired.len());
                        prop_assert!(fired.iter().all(|(_, number)| !model.is_inserted(*number)));
                    }
                }
                prop_assert_eq!(wheel.length(), model.due.len());
                prop_assert!(model.due.iter().all(|(_, number)| model.is_inserted(*number)));
                let first = model.due.first().map(|(due, _)| *due);
                prop_assert_eq!(wheel.next().is_some(), first.is_some());
                prop_assert!(wheel.next() <= first && wheel.next().is_none_or(|next| next > model.now));
            }
            wheel.clear(drop);
            prop_assert_eq!(wheel.length(), 0);
        }
    }

    #[test]
    fn timers_fire_in_the_order_of_their_ticks() {
        let fired = Arc::new(Mutex::new(Vec::new()));
        let mut wheel = Wheel::new();
        let ticks = [5000, 1, 63, 64, 65, 4096, 4095, 2, 300_000];
        let entries: Vec<_> = ticks
            .iter()
            .map(|due| {
                let entry = Box::new(UnsafeCell::new(Entry::new()));
                let pointer = NonNull::new(entry.get()).unwrap();
                // SAFETY: All are taken out before the boxes go away.
                unsafe {
                    (*pointer.as_ptr()).waker = Some(Arc::new(Notes(*due as usize, fired.clone())).into());
                    wheel.insert(pointer, *due);
                }
                entry
            })
            .collect();
        wheel.advance(LAST, |waker| waker.unwrap().wake());
        assert_eq!(*fired.lock().unwrap(), [1, 2, 63, 64, 65, 4095, 4096, 5000, 300_000]);
        drop(entries);
    }
}
