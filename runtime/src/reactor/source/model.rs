//! Readiness against a model of it, in which ticks do not wrap: whatever happens in whatever order, what came later is not forgotten, and nobody who waits
//! is.

use super::*;
use proptest::prelude::*;
use std::task::Wake;

const WAITERS: usize = 4;
/// How many ticks there are.
const TICKS: usize = usize::MAX / TICK + 1;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// An event.
    Set(Direction),
    /// One that says that a read that leaves room leaves more.
    HoldMore,
    /// Somebody looks whether he may try, and waits if not.
    Poll(Direction, usize),
    /// Somebody who has looked, so many times before, has tried in vain.
    Forget(Direction, usize),
    /// The same, and has only left room.
    ForgetIfEmpty(usize),
    Close,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let direction = || prop_oneof![3 => Just(Direction::Read), 1 => Just(Direction::Write)];
    let step = prop_oneof![
        4 => direction().prop_map(Step::Set),
        1 => Just(Step::HoldMore),
        8 => (direction(), 0..WAITERS).prop_map(|(direction, who)| Step::Poll(direction, who)),
        6 => (direction(), 0..4usize).prop_map(|(direction, ago)| Step::Forget(direction, ago)),
        2 => (0..4usize).prop_map(Step::ForgetIfEmpty),
        1 => Just(Step::Close),
    ];
    // Closing is the end of almost everything, and comes once in a while.
    let sometimes_closed = prop::collection::vec(step, 0..80);
    (sometimes_closed, any::<bool>()).prop_map(|(mut steps, may_close)| {
        steps.retain(|step| may_close || !matches!(step, Step::Close));
        steps
    })
}

/// One direction.
#[derive(Default)]
struct Model {
    is_ready: bool,
    /// Events that there have been, from when the word was made.
    events: u128,
    may_hold_more: bool,
    line: Vec<usize>,
    /// What those that have looked were told, last first: how many events there had been, and the tick.
    seen: Vec<(u128, usize)>,
}

impl Model {
    fn set(&mut self) -> Vec<usize> {
        (self.is_ready, self.events) = (true, self.events + 1);
        mem::take(&mut self.line)
    }

    fn forget(&mut self, events: u128) {
        if events == self.events {
            self.is_ready = false;
        }
    }
}

struct Somebody;

impl Wake for Somebody {
    fn wake(self: Arc<Self>) {}
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn what_came_later_is_not_forgotten(first in prop_oneof![Just(0), Just(1), TICKS - 20..TICKS], steps in steps()) {
        let readiness = Readiness::default();
        for word in [&readiness.read, &readiness.write] {
            word.0.store(first * TICK + READY, Ordering::Relaxed);
        }
        let wakers: [Waker; WAITERS] = std::array::from_fn(|_| Arc::new(Somebody).into());
        let mut models = [Direction::Read, Direction::Write].map(|_| Model { is_ready: true, ..Model::default() });
        let mut is_closed = false;
        for step in steps {
            match step {
                Step::Set(direction) => {
                    let (mut woken, model) = (Vec::new(), &mut models[direction as usize]);
                    let mut state = readiness.lock();
                    readiness.word(direction).set();
                    state.waiters(direction).take(&mut woken);
                    drop(state);
                    let expected = model.set();
                    prop_assert_eq!(woken.len(), expected.len());
                    prop_assert!(woken.iter().zip(expected).all(|(woken, who)| woken.will_wake(&wakers[who])));
                }
                Step::HoldMore => {
                    let _state = readiness.lock();
                    readiness.read.hold_more();
                    models[Direction::Read as usize].may_hold_more = true;
                }
                Step::Poll(direction, who) => {
                    let polled = readiness.poll(direction, &mut Context::from_waker(&wakers[who]));
                    let model = &mut models[direction as usize];
                    match polled {
                        Poll::Ready(Ok(tick)) => {
                            prop_assert!(model.is_ready);
                            prop_assert_eq!(tick, ((first as u128 + model.events) % TICKS as u128) as usize);
                            model.seen.insert(0, (model.events, tick));
                        }
                        Poll::Ready(Err(_)) => prop_assert!(!model.is_ready && is_closed),
                        Poll::Pending => {
                            prop_assert!(!model.is_ready && !is_closed);
                            if !model.line.contains(&who) {
                                model.line.push(who);
                            }
                        }
                    }
                }
                Step::Forget(direction, ago) => {
                    let model = &mut models[direction as usize];
                    let Some((events, tick)) = model.seen.get(ago).copied() else { continue };
                    readiness.forget(direction, tick);
                    model.forget(events);
                }
                Step::ForgetIfEmpty(ago) => {
                    let model = &mut models[Direction::Read as usize];
                    let Some((events, tick)) = model.seen.get(ago).copied() else { continue };
                    readiness.forget_if_empty(Direction::Read, tick);
                    if !model.may_hold_more {
                        model.forget(events);
                    }
                }
                Step::Close => {
                    let mut woken = Vec::new();
                    readiness.close(&mut woken);
                    is_closed = true;
                    let waited: usize = models.iter_mut().map(|model| mem::take(&mut model.line).len()).sum();
                    prop_assert_eq!(woken.len(), waited);
                }
            }
        }
    }
}
