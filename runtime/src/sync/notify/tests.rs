//! Notifications against a model of them: a line, and at most one that waits for somebody to come.

use super::*;
use crate::prelude::*;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

const SLOTS: usize = 4;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// A future in the slot, if that is empty.
    Make(usize),
    Poll(usize),
    Enable(usize),
    Drop(usize),
    NotifyOne,
    NotifyAll,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let slot = || 0..SLOTS;
    let step = prop_oneof![
        4 => slot().prop_map(Step::Make),
        5 => slot().prop_map(Step::Poll),
        4 => slot().prop_map(Step::Enable),
        3 => slot().prop_map(Step::Drop),
        4 => Just(Step::NotifyOne),
        1 => Just(Step::NotifyAll),
    ];
    prop::collection::vec(step, 0..100)
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Nowhere,
    /// Made, and neither polled nor enabled.
    Made,
    /// All were told since it was made.
    Told,
    InLine,
    /// It has what was meant for one.
    Alone,
}

struct Model {
    places: [Place; SLOTS],
    line: VecDeque<usize>,
    permit: bool,
    /// Those whose last poll was pending are woken when they are released; those that were only enabled have nobody to wake.
    has_waker: [bool; SLOTS],
    wakes: [usize; SLOTS],
}

impl Model {
    fn release(&mut self, slot: usize, place: Place) {
        self.places[slot] = place;
        self.wakes[slot] += usize::from(std::mem::take(&mut self.has_waker[slot]));
    }

    fn notify_one(&mut self) {
        match self.line.pop_front() {
            Some(first) => self.release(first, Place::Alone),
            None => self.permit = true,
        }
    }

    fn notify_all(&mut self) {
        for place in self.places.iter_mut().filter(|place| **place == Place::Made) {
            *place = Place::Told;
        }
        while let Some(first) = self.line.pop_front() {
            self.release(first, Place::Told);
        }
    }

    /// Whether it need not wait. If it must, it is in line afterwards.
    fn look(&mut self, slot: usize) -> bool {
        match self.places[slot] {
            Place::Nowhere => unreachable!("there is none"),
            Place::Told | Place::Alone => true,
            Place::InLine => false,
            Place::Made if std::mem::take(&mut self.permit) => {
                self.places[slot] = Place::Alone;
                true
            }
            Place::Made => {
                self.places[slot] = Place::InLine;
                self.line.push_back(slot);
                false
            }
        }
    }

    /// It has gone, without having been ready.
    fn leave(&mut self, slot: usize) {
        self.line.retain(|waiting| *waiting != slot);
        self.has_waker[slot] = false;
        if std::mem::replace(&mut self.places[slot], Place::Nowhere) == Place::Alone {
            self.notify_one();
        }
    }
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn no_notification_is_lost_or_given_twice(steps in steps()) {
        let notify = Notify::new();
        let mut slots: [Option<Pin<Box<Notified<'_>>>>; SLOTS] = Default::default();
        let wakes: [Arc<Wakes>; SLOTS] = Default::default();
        let mut model = Model {
            places: [Place::Nowhere; SLOTS],
            line: VecDeque::new(),
            permit: false,
            has_waker: [false; SLOTS],
            wakes: [0; SLOTS],
        };
        for step in steps {
            match step {
                Step::Make(slot) => {
                    if slots[slot].is_none() {
                        slots[slot] = Some(Box::pin(notify.notified()));
                        model.places[slot] = Place::Made;
                    }
                }
                Step::Poll(slot) => {
                    let Some(notified) = &mut slots[slot] else { continue };
                    let waker = Waker::from(wakes[slot].clone());
                    let polled = notified.as_mut().poll(&mut Context::from_waker(&waker));
                    let is_ready = model.look(slot);
                    prop_assert_eq!(polled.is_ready(), is_ready);
                    model.has_waker[slot] = !is_ready;
                    if is_ready {
                        (slots[slot], model.places[slot]) = (None, Place::Nowhere);
                    }
                }
                Step::Enable(slot) => {
                    let Some(notified) = &mut slots[slot] else { continue };
                    prop_assert_eq!(notified.as_mut().enable(), model.look(slot));
                }
                Step::Drop(slot) => {
                    slots[slot] = None;
                    model.leave(slot);
                }
                Step::NotifyOne => {
                    notify.notify_one();
                    model.notify_one();
                }
                Step::NotifyAll => {
                    notify.notify_all();
                    model.notify_all();
                }
            }
            let woken = wakes.each_ref().map(|wakes| wakes.0.load(Ordering::SeqCst));
            prop_assert_eq!(woken, model.wakes);
        }
        slots.fill_with(|| None);
        prop_assert!(wakes.iter().all(|wakes| Arc::strong_count(wakes) == 1), "no waker is left behind");
    }
}
