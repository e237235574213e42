//! Permits against a model of them: a number, and a line in which nobody is overtaken.

use super::*;
use crate::prelude::*;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::Context;

const SLOTS: usize = 5;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Polls the wait in the slot; begins one for so many first if there is none.
    Poll(usize, usize),
    /// Gives up the wait in the slot.
    Drop(usize),
    Try(usize),
    Release(usize),
    Close,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        20 => (0..SLOTS, 0..4usize).prop_map(|(slot, permits)| Step::Poll(slot, permits)),
        8 => (0..SLOTS).prop_map(Step::Drop),
        5 => (0..4usize).prop_map(Step::Try),
        10 => (0..4usize).prop_map(Step::Release),
        1 => Just(Step::Close),
    ];
    prop::collection::vec(step, 0..80)
}

#[derive(Default)]
struct Model {
    available: usize,
    line: VecDeque<(usize, usize)>,
    granted: [Option<usize>; SLOTS],
    closed: bool,
}

impl Model {
    fn take(&mut self, permits: usize) -> Result<(), Refused> {
        if self.closed {
            return Err(Refused::Closed);
        }
        if !self.line.is_empty() || self.available < permits {
            return Err(Refused::Busy);
        }
        self.available -= permits;
        Ok(())
    }

    fn serve(&mut self) {
        while let Some((slot, permits)) = self.line.front().copied()
            && permits <= self.available
            && !self.closed
        {
            self.line.pop_front();
            self.available -= permits;
            self.granted[slot] = Some(permits);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn nobody_is_overtaken(available in 0..5usize, steps in steps()) {
        let permits = Permits::new(available);
        let mut model = Model { available, ..Model::default() };
        type Slot<'a> = Option<(usize, Pin<Box<Waiting<'a, State>>>)>;
        let mut slots: [Slot<'_>; SLOTS] = Default::default();
        let mut cx = Context::from_waker(Waker::noop());
        for step in steps {
            match step {
                Step::Poll(slot, wanted) => {
                    let (wanted, waiting) =
                        slots[slot].get_or_insert_with(|| (wanted, Box::pin(permits.acquire(wanted))));
                    let in_line = model.line.iter().any(|(at, _)| *at == slot);
                    let expected = match model.granted[slot].take() {
                        Some(_) => Poll::Ready(Ok(())),
                        None if in_line && !model.closed => Poll::Pending,
                        None => match model.take(*wanted) {
                            Err(Refused::Busy) => {
                                model.line.push_back((slot, *wanted));
                                Poll::Pending
                            }
                            taken => Poll::Ready(taken),
                        },
                    };
                    prop_assert_eq!(waiting.as_mut().poll(&mut cx), expected);
                    if expected.is_ready() {
                        slots[slot] = None;
                        model.line.retain(|(at, _)| *at != slot);
                    }
                }
                Step::Drop(slot) => {
                    slots[slot] = None;
                    model.line.retain(|(at, _)| *at != slot);
                    model.available += model.granted[slot].take().unwrap_or(0);
                    model.serve();
                }
                Step::Try(wanted) => prop_assert_eq!(permits.try_acquire(wanted), model.take(wanted)),
                Step::Release(count) => {
                    permits.release(count);
                    model.available += count;
                    model.serve();
                }
                Step::Close => {
                    permits.close();
                    model.closed = true;
                }
            }
            prop_assert_eq!(permits.available(), model.available);
            prop_assert_eq!(permits.is_closed(), model.closed);
        }
    }
}
