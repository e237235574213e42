//! The channel against a model of it: the value, and who has not seen it.

use super::*;
use crate::prelude::*;
use proptest::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::AtomicUsize;
use std::task::{Context, Wake};

const SLOTS: usize = 3;

#[derive(Debug, Clone, Copy)]
enum Step {
    Send,
    /// Changes the value, and says so or not.
    SendIf(bool),
    Subscribe(usize),
    Clone(usize, usize),
    Look(usize),
    LookAndUpdate(usize),
    MarkChanged(usize),
    MarkUnchanged(usize),
    HasChanged(usize),
    /// Polls the `changed` of the slot; begins it first if the receiver is idle.
    Changed(usize),
    /// The same with `wait_for`, and the first value that this divides.
    WaitFor(usize, u32),
    Drop(usize),
    CloneSender,
    DropSender,
    /// Polls the `closed` of a sender; begins it first if there is none.
    Closed,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let slot = || 0..SLOTS;
    let step = prop_oneof![
        6 => Just(Step::Send),
        2 => any::<bool>().prop_map(Step::SendIf),
        2 => slot().prop_map(Step::Subscribe),
        2 => (slot(), slot()).prop_map(|(slot, of)| Step::Clone(slot, of)),
        2 => slot().prop_map(Step::Look),
        2 => slot().prop_map(Step::LookAndUpdate),
        1 => slot().prop_map(Step::MarkChanged),
        1 => slot().prop_map(Step::MarkUnchanged),
        3 => slot().prop_map(Step::HasChanged),
        6 => slot().prop_map(Step::Changed),
        4 => (slot(), 1..5u32).prop_map(|(slot, divisor)| Step::WaitFor(slot, divisor)),
        2 => slot().prop_map(Step::Drop),
        1 => Just(Step::CloneSender),
        1 => Just(Step::DropSender),
        2 => Just(Step::Closed),
    ];
    prop::collection::vec(step, 0..100)
}

/// The receiver comes back with what it has seen: nothing in particular, or the value that was waited for.
type Seen = (Receiver<u32>, Result<Option<u32>, RecvError>);

enum Slot {
    Empty,
    Idle(Receiver<u32>),
    Waiting(Pin<Box<dyn Future<Output = Seen>>>),
}

async fn wait(mut receiver: Receiver<u32>, divisor: Option<u32>) -> Seen {
    let seen = match divisor {
        None => receiver.changed().await.map(|()| None),
        Some(divisor) => receiver.wait_for(|value| value % divisor == 0).await.map(|value| Some(*value)),
    };
    (receiver, seen)
}

#[derive(Clone, Copy, Default)]
struct Looks {
    has_unseen: bool,
    /// Whether it waits, and since the value that it was polled with.
    waits: Option<Wish>,
}

#[derive(Clone, Copy, PartialEq)]
enum Wish {
    Change,
    Multiple(u32),
}

#[derive(Default)]
struct Model {
    value: u32,
    senders: usize,
    receivers: [Option<Looks>; SLOTS],
}

impl Model {
    fn change(&mut self, is_told: bool) {
        self.value += 1;
        for looks in self.receivers.iter_mut().flatten() {
            looks.has_unseen |= is_told;
        }
    }

    /// What the wait comes to, if to anything.
    fn poll(&mut self, slot: usize, wish: Wish, is_first: bool) -> Poll<Result<Option<u32>, RecvError>> {
        let looks = self.receivers[slot].as_mut().expect("there is a receiver");
        if is_first && let Wish::Multiple(divisor) = wish {
            // The value of now will do, seen or not, told of or not.
            looks.has_unseen = false;
            if self.value.is_multiple_of(divisor) {
                return Poll::Ready(Ok(Some(self.value)));
            }
        }
        if !looks.has_unseen {
            return if self.senders == 0 { Poll::Ready(Err(RecvError(()))) } else { Poll::Pending };
        }
        looks.has_unseen = false;
        match wish {
            Wish::Change => Poll::Ready(Ok(None)),
            Wish::Multiple(divisor) if self.value.is_multiple_of(divisor) => Poll::Ready(Ok(Some(self.value))),
            Wish::Multiple(_) if self.senders == 0 => Poll::Ready(Err(RecvError(()))),
            Wish::Multiple(_) => Poll::Pending,
        }
    }

    fn is_closed(&self) -> bool {
        self.receivers.iter().all(Option::is_none)
    }
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Wakes {
    /// Whether there was one since the last time.
    fn take(&self) -> bool {
        self.0.swap(0, Ordering::SeqCst) > 0
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn every_receiver_sees_the_last_value(steps in steps()) {
        let (sender, receiver) = channel(0);
        let mut senders = vec![sender];
        let mut closed: Option<Pin<Box<dyn Future<Output = ()>>>> = None;
        let mut slots = [Slot::Idle(receiver), Slot::Empty, Slot::Empty];
        let mut model = Model { senders: 1, receivers: [Some(Looks::default()), None, None], ..Model::default() };
        let wakes: [Arc<Wakes>; SLOTS] = Default::default();
        let closed_wakes = Arc::<Wakes>::default();
        for step in steps {
            match step {
                Step::Send => {
                    let Some(sender) = senders.last() else { continue };
                    let result = sender.send(model.value + 1);
                    prop_assert_eq!(result.is_err(), model.is_closed());
                    if result.is_ok() {
                        model.change(true);
                    }
                }
                Step::SendIf(is_told) => {
                    let Some(sender) = senders.last() else { continue };
                    let modify = |value: &mut u32| {
                        *value += 1;
                        is_told
                    };
                    prop_assert_eq!(sender.send_if_modified(modify), is_told);
                    model.change(is_told);
                }
                Step::Subscribe(slot) => {
                    if let (Slot::Empty, Some(sender)) = (&slots[slot], senders.last()) {
                        slots[slot] = Slot::Idle(sender.subscribe());
                        model.receivers[slot] = Some(Looks::default());
                    }
                }
                Step::Clone(slot, of) => {
                    if let (Slot::Empty, Slot::Idle(receiver)) = (&slots[slot], &slots[of]) {
                        slots[slot] = Slot::Idle(receiver.clone());
                        model.receivers[slot] = model.receivers[of];
                    }
                }
                Step::Look(slot) => {
                    if let Slot::Idle(receiver) = &slots[slot] {
                        prop_assert_eq!(*receiver.borrow(), model.value);
                    }
                }
                Step::LookAndUpdate(slot) => {
                    if let (Slot::Idle(receiver), Some(looks)) = (&mut slots[slot], &mut model.receivers[slot]) {
                        prop_assert_eq!(*receiver.borrow_and_update(), model.value);
                        looks.has_unseen = false;
                    }
                }
                Step::MarkChanged(slot) | Step::MarkUnchanged(slot) => {
                    let has_unseen = matches!(step, Step::MarkChanged(_));
                    if let (Slot::Idle(receiver), Some(looks)) = (&mut slots[slot], &mut model.receivers[slot]) {
                        if has_unseen { receiver.mark_changed() } else { receiver.mark_unchanged() }
                        looks.has_unseen = has_unseen;
                    }
                }
                Step::HasChanged(slot) => {
                    if let (Slot::Idle(receiver), Some(looks)) = (&slots[slot], &model.receivers[slot]) {
                        let is_over = !looks.has_unseen && model.senders == 0;
                        prop_assert_eq!(receiver.has_changed().ok(), (!is_over).then_some(looks.has_unseen));
                    }
                }
                Step::Changed(slot) | Step::WaitFor(slot, _) => {
                    let wish = if let Step::WaitFor(_, divisor) = step { Wish::Multiple(divisor) } else { Wish::Change };
                    let is_first = matches!(slots[slot], Slot::Idle(_));
                    if let Slot::Idle(_) = &slots[slot]
                        && let Slot::Idle(receiver) = std::mem::replace(&mut slots[slot], Slot::Empty)
                    {
                        let divisor = if let Wish::Multiple(divisor) = wish { Some(divisor) } else { None };
                        slots[slot] = Slot::Waiting(Box::pin(wait(receiver, divisor)));
                    }
                    let Slot::Waiting(waiting) = &mut slots[slot] else { continue };
                    // What was begun goes on, whatever the step would begin.
                    let wish = model.receivers[slot].and_then(|looks| looks.waits).unwrap_or(wish);
                    let expected = model.poll(slot, wish, is_first);
                    wakes[slot].take();
                    let waker = Waker::from(wakes[slot].clone());
                    let polled = waiting.as_mut().poll(&mut Context::from_waker(&waker));
                    prop_assert_eq!(polled.is_ready(), expected.is_ready());
                    let looks = model.receivers[slot].as_mut().expect("there is a receiver");
                    looks.waits = expected.is_pending().then_some(wish);
                    if let (Poll::Ready((receiver, seen)), Poll::Ready(expected)) = (polled, expected) {
                        prop_assert_eq!(seen, expected);
                        slots[slot] = Slot::Idle(receiver);
                    }
                }
                Step::Drop(slot) => {
                    slots[slot] = Slot::Empty;
                    model.receivers[slot] = None;
                }
                Step::CloneSender => senders.extend(senders.last().cloned()),
                Step::DropSender => drop(senders.pop()),
                Step::Closed => {
                    if closed.is_none() && let Some(sender) = senders.pop() {
                        closed = Some(Box::pin(async move { sender.closed().await }));
                    }
                    let Some(closing) = &mut closed else { continue };
                    closed_wakes.take();
                    let waker = Waker::from(closed_wakes.clone());
                    let polled = closing.as_mut().poll(&mut Context::from_waker(&waker));
                    prop_assert_eq!(polled.is_ready(), model.is_closed());
                    if polled.is_ready() {
                        closed = None;
                    }
                }
            }
            model.senders = senders.len() + usize::from(closed.is_some());
            // Who has something to see now has been told so since it was last polled.
            for (slot, wakes) in wakes.iter().enumerate() {
                let Some(looks @ Looks { waits: Some(_), .. }) = model.receivers[slot] else { continue };
                let is_due = looks.has_unseen || model.senders == 0;
                prop_assert!(!is_due || wakes.0.load(Ordering::SeqCst) > 0, "slot {slot} was not woken");
            }
            if closed.is_some() && model.is_closed() {
                prop_assert!(closed_wakes.0.load(Ordering::SeqCst) > 0, "the sender was not woken");
            }
        }
        drop((slots, senders, closed));
        prop_assert!(wakes.iter().chain([&closed_wakes]).all(|wakes| Arc::strong_count(wakes) == 1));
    }
}
