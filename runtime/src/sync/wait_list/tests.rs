//! The list against a model of it: whatever is done in whatever order, the line is a queue.

use super::*;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

/// Whoever waits is ready when it was released. Notes who has left, and from where.
#[derive(Default)]
struct Plain {
    left: Vec<(usize, Place)>,
}

impl Line for Plain {
    type Shared = ();
    type Waiter = usize;
    type Output = usize;

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<usize> {
        match locked.place() {
            Place::Outside | Place::InLine => locked.wait(waker),
            Place::Released => {
                locked.settle();
                Poll::Ready(*locked.own())
            }
        }
    }

    fn leave(mut locked: Locked<'_, Self>, waiter: &mut usize, place: Place) {
        locked.left.push((*waiter, place));
    }
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

const SLOTS: usize = 6;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Polls the one in the slot; makes it first if there is none.
    Poll(usize),
    Drop(usize),
    ReleaseFirst,
    ReleaseAll,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..SLOTS).prop_map(Step::Poll),
        3 => (0..SLOTS).prop_map(Step::Drop),
        3 => Just(Step::ReleaseFirst),
        1 => Just(Step::ReleaseAll),
    ];
    prop::collection::vec(step, 0..60)
}

/// What the list should be.
#[derive(Default)]
struct Model {
    line: VecDeque<usize>,
    released: Vec<usize>,
    left: Vec<(usize, Place)>,
    wakes: [usize; SLOTS],
}

impl Model {
    fn release(&mut self) {
        let Some(first) = self.line.pop_front() else { return };
        self.released.push(first);
        self.wakes[first] += 1;
    }

    /// Takes it out, and says where it was.
    fn remove(&mut self, slot: usize) -> Place {
        if let Some(position) = self.line.iter().position(|waiting| *waiting == slot) {
            self.line.remove(position);
            return Place::InLine;
        }
        let Some(position) = self.released.iter().position(|waiting| *waiting == slot) else { return Place::Outside };
        self.released.remove(position);
        Place::Released
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn the_line_is_a_queue(steps in steps()) {
        let list = WaitList::<Plain>::default();
        let wakes: [Arc<Wakes>; SLOTS] = Default::default();
        let mut slots: [Option<Pin<Box<Waiting<'_, Plain>>>>; SLOTS] = Default::default();
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Poll(slot) => {
                    let waiting = slots[slot].get_or_insert_with(|| Box::pin(list.wait(slot)));
                    let waker = Waker::from(wakes[slot].clone());
                    let polled = waiting.as_mut().poll(&mut Context::from_waker(&waker));
                    if model.released.contains(&slot) {
                        model.remove(slot);
                        prop_assert_eq!(polled, Poll::Ready(slot));
                    } else {
                        prop_assert_eq!(polled, Poll::Pending);
                        if !model.line.contains(&slot) {
                            model.line.push_back(slot);
                        }
                    }
                }
                Step::Drop(slot) => {
                    if slots[slot].take().is_some() {
                        let place = model.remove(slot);
                        if place != Place::Outside {
                            model.left.push((slot, place));
                        }
                    }
                }
                Step::ReleaseFirst => {
                    let expected = !model.line.is_empty();
                    prop_assert_eq!(list.lock().release_first(), expected);
                    model.release();
                }
                Step::ReleaseAll => {
                    list.lock().release_all();
                    while !model.line.is_empty() {
                        model.release();
                    }
                }
            }
            let mut locked = list.lock();
            prop_assert_eq!(locked.first().map(|first| *first), model.line.front().copied());
            prop_assert_eq!(locked.is_line_empty(), model.line.is_empty());
            prop_assert_eq!(&locked.left, &model.left);
            drop(locked);
            for (wakes, expected) in wakes.iter().zip(model.wakes) {
                prop_assert_eq!(wakes.0.load(Ordering::SeqCst), expected);
            }
        }
        drop(slots);
        prop_assert!(list.lock().is_line_empty());
        // Neither the list nor what was dropped keeps a waker.
        prop_assert!(wakes.iter().all(|wakes| Arc::strong_count(wakes) == 1));
    }
}

#[test]
fn the_first_in_line_is_the_first_to_be_woken() {
    struct Order(usize, Arc<std::sync::Mutex<Vec<usize>>>);
    impl Wake for Order {
        fn wake(self: Arc<Self>) {
            self.1.lock().unwrap().push(self.0);
        }
    }
    let list = WaitList::<Plain>::default();
    let order = Arc::<std::sync::Mutex<Vec<usize>>>::default();
    let mut waiting: Vec<_> = (0..5).map(|number| Box::pin(list.wait(number))).collect();
    for (number, waiting) in waiting.iter_mut().enumerate() {
        let waker = Waker::from(Arc::new(Order(number, order.clone())));
        assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    list.lock().release_all();
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
}

#[test]
fn a_waker_may_use_the_list_that_wakes_it() {
    struct Reenters(Arc<WaitList<Plain>>);
    impl Wake for Reenters {
        fn wake(self: Arc<Self>) {
            self.0.lock().left.push((7, Place::Outside));
        }
    }
    impl Drop for Reenters {
        fn drop(&mut self) {
            self.0.lock().left.push((8, Place::Outside));
        }
    }
    let list = Arc::new(WaitList::<Plain>::default());
    let mut waiting = Box::pin(list.wait(0));
    for _ in 0..2 {
        // The second waker displaces the first.
        let waker = Waker::from(Arc::new(Reenters(list.clone())));
        assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    list.lock().release_first();
    assert_eq!(list.lock().left, [(8, Place::Outside), (7, Place::Outside), (8, Place::Outside)]);
}
