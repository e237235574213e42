//! The channel against a model of it: all that was sent, and how far each receiver has come.

use super::*;
use crate::prelude::*;
use proptest::prelude::*;
use std::sync::Weak;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Wake;

const SLOTS: usize = 4;

#[derive(Debug, Clone, Copy)]
enum Step {
    Send,
    /// A new receiver in the slot, if that is empty.
    Subscribe(usize),
    /// The same, made by the one in the other slot if that is idle.
    Resubscribe(usize, usize),
    TryReceive(usize),
    /// Polls the `recv` of the slot; begins it first if the receiver is idle.
    Receive(usize),
    /// Gives up the `recv` of the slot, and has the receiver back.
    Cancel(usize),
    /// Drops the receiver, in the middle of a `recv` or not.
    Drop(usize),
    CloneSender,
    DropSender,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => Just(Step::Send),
        2 => (0..SLOTS).prop_map(Step::Subscribe),
        1 => (0..SLOTS, 0..SLOTS).prop_map(|(slot, by)| Step::Resubscribe(slot, by)),
        5 => (0..SLOTS).prop_map(Step::TryReceive),
        6 => (0..SLOTS).prop_map(Step::Receive),
        2 => (0..SLOTS).prop_map(Step::Cancel),
        1 => (0..SLOTS).prop_map(Step::Drop),
        1 => Just(Step::CloneSender),
        1 => Just(Step::DropSender),
    ];
    prop::collection::vec(step, 0..100)
}

/// A message whose copies all die with the one that was sent.
type Number = Arc<u64>;
type Received = (Receiver<Number>, Result<Number, RecvError>);

enum Slot {
    Empty,
    Idle(Receiver<Number>),
    /// The receiver comes back with what it has received, or when it is told to give up.
    Receiving(Pin<Box<dyn Future<Output = Received>>>, Arc<GiveUp>),
}

/// Set to end a `recv` at its next poll, as if it had been dropped.
#[derive(Default)]
struct GiveUp(AtomicUsize);

/// The future of `recv`, together with the receiver.
async fn receive(mut receiver: Receiver<Number>, give_up: Arc<GiveUp>) -> Received {
    let mut receiving = Box::pin(receiver.recv());
    let received = std::future::poll_fn(|cx| match give_up.0.load(Ordering::SeqCst) {
        0 => receiving.as_mut().poll(cx).map(Some),
        _ => Poll::Ready(None),
    })
    .await;
    drop(receiving);
    (receiver, received.unwrap_or(Err(RecvError::Closed)))
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

struct Model {
    capacity: u64,
    /// How many were sent. Their values are their numbers.
    end: u64,
    senders: usize,
    /// What each receiver wants next.
    next: [Option<u64>; SLOTS],
    /// Those that wait in a `recv`, and have not been woken.
    waiting: [bool; SLOTS],
    wakes: usize,
}

impl Model {
    fn oldest(&self) -> u64 {
        self.end.saturating_sub(self.capacity)
    }

    /// How many are kept: those that somebody wants, as far as there is room.
    fn kept(&self) -> u64 {
        let first = self.next.iter().flatten().min().copied().unwrap_or(self.end);
        self.end - first.max(self.oldest())
    }

    fn take(&mut self, slot: usize) -> Result<u64, TryRecvError> {
        let oldest = self.oldest();
        let next = self.next[slot].as_mut().expect("there is a receiver");
        if *next == self.end {
            return Err(if self.senders == 0 { TryRecvError::Closed } else { TryRecvError::Empty });
        }
        if *next < oldest {
            return Err(TryRecvError::Lagged(oldest - std::mem::replace(next, oldest)));
        }
        *next += 1;
        Ok(*next - 1)
    }

    fn wake_all(&mut self) {
        self.wakes += std::mem::take(&mut self.waiting).into_iter().filter(|waits| *waits).count();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn every_receiver_has_all_that_is_sent_as_far_as_there_is_room(capacity in 1..4usize, steps in steps()) {
        let (sender, receiver) = channel::<Number>(capacity);
        let mut senders = vec![sender];
        let mut slots = [Slot::Idle(receiver), Slot::Empty, Slot::Empty, Slot::Empty];
        let mut model = Model {
            capacity: capacity as u64,
            end: 0,
            senders: 1,
            next: [Some(0), None, None, None],
            waiting: [false; SLOTS],
            wakes: 0,
        };
        let wakes = Arc::<Wakes>::default();
        let waker = Waker::from(wakes.clone());
        let mut sent: Vec<Weak<u64>> = Vec::new();
        for step in steps {
            match step {
                Step::Send => {
                    let Some(sender) = senders.last() else { continue };
                    let message = Number::new(model.end);
                    let receivers = model.next.iter().flatten().count();
                    let weak = Arc::downgrade(&message);
                    match sender.send(message) {
                        Ok(count) => {
                            prop_assert_eq!(count, receivers);
                            sent.push(weak);
                            model.end += 1;
                            model.wake_all();
                        }
                        Err(SendError(message)) => prop_assert!(receivers == 0 && *message == model.end),
                    }
                }
                Step::Subscribe(slot) => {
                    if let (Slot::Empty, Some(sender)) = (&slots[slot], senders.last()) {
                        slots[slot] = Slot::Idle(sender.subscribe());
                        model.next[slot] = Some(model.end);
                    }
                }
                Step::Resubscribe(slot, by) => {
                    if let (Slot::Empty, Slot::Idle(receiver)) = (&slots[slot], &slots[by]) {
                        slots[slot] = Slot::Idle(receiver.resubscribe());
                        model.next[slot] = Some(model.end);
                    }
                }
                Step::TryReceive(slot) => {
                    let Slot::Idle(receiver) = &mut slots[slot] else { continue };
                    prop_assert_eq!(receiver.len() as u64, model.end - model.next[slot].unwrap());
                    prop_assert_eq!(receiver.try_recv().map(|number| *number), model.take(slot));
                }
                Step::Receive(slot) => {
                    if let Slot::Idle(_) = &slots[slot]
                        && let Slot::Idle(receiver) = std::mem::replace(&mut slots[slot], Slot::Empty)
                    {
                        let give_up = Arc::<GiveUp>::default();
                        slots[slot] = Slot::Receiving(Box::pin(receive(receiver, give_up.clone())), give_up);
                    }
                    let Slot::Receiving(receiving, _) = &mut slots[slot] else { continue };
                    let polled = receiving.as_mut().poll(&mut Context::from_waker(&waker));
                    let expected = match model.take(slot) {
                        Ok(number) => Ok(number),
                        Err(TryRecvError::Closed) => Err(RecvError::Closed),
                        Err(TryRecvError::Lagged(missed)) => Err(RecvError::Lagged(missed)),
                        Err(TryRecvError::Empty) => {
                            prop_assert!(polled.is_pending());
                            model.waiting[slot] = true;
                            continue;
                        }
                    };
                    let Poll::Ready((receiver, received)) = polled else { panic!("{expected:?} is there") };
                    prop_assert_eq!(received.map(|number| *number), expected);
                    slots[slot] = Slot::Idle(receiver);
                }
                Step::Cancel(slot) => {
                    let Slot::Receiving(receiving, give_up) = &mut slots[slot] else { continue };
                    give_up.0.store(1, Ordering::SeqCst);
                    let polled = receiving.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    let Poll::Ready((receiver, _)) = polled else { panic!("it gives up") };
                    slots[slot] = Slot::Idle(receiver);
                    model.waiting[slot] = false;
                }
                Step::Drop(slot) => {
                    slots[slot] = Slot::Empty;
                    (model.next[slot], model.waiting[slot]) = (None, false);
                }
                Step::CloneSender => senders.extend(senders.last().cloned()),
                Step::DropSender => {
                    model.senders = senders.len().saturating_sub(1);
                    if senders.pop().is_some() && senders.is_empty() {
                        model.wake_all();
                    }
                }
            }
            model.senders = senders.len();
            prop_assert_eq!(wakes.0.load(Ordering::SeqCst), model.wakes, "who waits is woken, once, and nobody else");
            let alive = sent.iter().filter(|message| message.strong_count() > 0).count() as u64;
            prop_assert_eq!(alive, model.kept(), "what nobody wants is dropped, and nothing else");
            if let Some(sender) = senders.last() {
                prop_assert_eq!(sender.len() as u64, model.kept());
            }
        }
        drop((slots, senders, waker));
        prop_assert_eq!(Arc::strong_count(&wakes), 1, "no waker is left behind");
        prop_assert!(sent.iter().all(|message| message.strong_count() == 0));
    }
}
