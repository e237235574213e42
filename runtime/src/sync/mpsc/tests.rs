//! The channel against a model of it: a queue, a line, and who is told what.

use super::*;
use crate::prelude::*;
use proptest::prelude::*;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

const SLOTS: usize = 4;

#[derive(Debug, Clone, Copy)]
enum Step {
    /// Polls the send in the slot; begins it first if there is none.
    Send(usize),
    /// Polls the wait for room in the slot; begins it first if there is none.
    Reserve(usize),
    /// Gives up what is in the slot.
    Drop(usize),
    /// Sends with the permit in the slot, if there is one.
    SendReserved(usize),
    TrySend,
    TryReceive,
    /// Polls a `recv`, and drops it.
    Receive,
    ReceiveMany(usize),
    Close,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..SLOTS).prop_map(Step::Send),
        4 => (0..SLOTS).prop_map(Step::Reserve),
        3 => (0..SLOTS).prop_map(Step::Drop),
        3 => (0..SLOTS).prop_map(Step::SendReserved),
        2 => Just(Step::TrySend),
        4 => Just(Step::TryReceive),
        4 => Just(Step::Receive),
        2 => (0..4usize).prop_map(Step::ReceiveMany),
        1 => Just(Step::Close),
    ];
    prop::collection::vec(step, 0..80)
}

/// What is going on in a slot.
enum Slot<'a> {
    Empty,
    Sending(u32, Pin<Box<Sending<'a, u32>>>),
    Reserving(Pin<Box<dyn Reserving<'a> + 'a>>),
    Reserved(Permit<'a, u32>),
}

/// The future of `reserve`.
trait Reserving<'a>: Future<Output = Result<Permit<'a, u32>, SendError<()>>> {}
impl<'a, F: Future<Output = Result<Permit<'a, u32>, SendError<()>>>> Reserving<'a> for F {}

/// Who stands in line, and with what.
#[derive(Clone, Copy, PartialEq)]
enum InLine {
    Message(usize, u32),
    Reserve(usize),
}

#[derive(Default)]
struct Model {
    capacity: usize,
    queue: VecDeque<u32>,
    line: VecDeque<InLine>,
    /// Those in slots that have been given room: by their message being accepted, or by room that is kept.
    served: [bool; SLOTS],
    reserved: usize,
    closed: bool,
}

impl Model {
    fn has_room(&self) -> bool {
        self.queue.len() + self.reserved < self.capacity
    }

    fn advance(&mut self) {
        while !self.closed && self.has_room() {
            match self.line.pop_front() {
                None => return,
                Some(InLine::Message(slot, message)) => {
                    self.queue.push_back(message);
                    self.served[slot] = true;
                }
                Some(InLine::Reserve(slot)) => {
                    self.reserved += 1;
                    self.served[slot] = true;
                }
            }
        }
    }

    fn take(&mut self) -> Result<u32, TryRecvError> {
        let ended = self.closed && self.reserved == 0;
        let message = self.queue.pop_front();
        self.advance();
        message.ok_or(if ended { TryRecvError::Closed } else { TryRecvError::Empty })
    }

    fn is_in_line(&self, slot: usize) -> bool {
        self.line.iter().any(|waiting| matches!(waiting, InLine::Message(at, _) | InLine::Reserve(at) if *at == slot))
    }

    fn leave_line(&mut self, slot: usize) {
        self.line.retain(|waiting| !matches!(waiting, InLine::Message(at, _) | InLine::Reserve(at) if *at == slot));
    }

    /// Whether the one that is polled goes on, and how: joins the line if it must wait.
    fn poll(&mut self, slot: usize, wish: InLine) -> Poll<Result<(), ()>> {
        if std::mem::take(&mut self.served[slot]) {
            return Poll::Ready(Ok(()));
        }
        if self.closed {
            self.leave_line(slot);
            return Poll::Ready(Err(()));
        }
        if self.is_in_line(slot) {
            return Poll::Pending;
        }
        if !self.has_room() {
            self.line.push_back(wish);
            return Poll::Pending;
        }
        match wish {
            InLine::Message(_, message) => self.queue.push_back(message),
            InLine::Reserve(_) => self.reserved += 1,
        }
        Poll::Ready(Ok(()))
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
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn an_unbounded_channel_is_a_queue(steps in prop::collection::vec(0..8u8, 0..100)) {
        let (sender, mut receiver) = unbounded();
        let mut model = VecDeque::new();
        let mut cx = Context::from_waker(Waker::noop());
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                0..4 => {
                    sender.send(number).unwrap();
                    model.push_back(number);
                }
                4 => prop_assert_eq!(receiver.try_recv().ok(), model.pop_front()),
                5 => {
                    let expected = model.pop_front().map_or(Poll::Pending, |message| Poll::Ready(Some(message)));
                    prop_assert_eq!(receiver.poll_recv(&mut cx), expected);
                }
                limit => {
                    let mut buffer = Vec::new();
                    let polled = Pin::new(&mut receiver.recv_many(&mut buffer, limit.into())).poll(&mut cx);
                    // Those that were taken ahead are not mixed with those that were not.
                    prop_assert_eq!(polled.is_ready(), !model.is_empty());
                    prop_assert!(buffer.len() <= limit.into());
                    let taken: Vec<_> = model.drain(..buffer.len()).collect();
                    prop_assert_eq!(buffer, taken);
                }
            }
            prop_assert_eq!(receiver.len(), model.len());
        }
        drop(sender);
        model.into_iter().for_each(|message| assert_eq!(receiver.try_recv(), Ok(message)));
        prop_assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
    }

    #[test]
    fn the_channel_is_a_queue_with_a_line(capacity in 1..4usize, steps in steps()) {
        let (sender, mut receiver) = channel::<u32>(capacity);
        let mut slots: [Slot<'_>; SLOTS] = [const { Slot::Empty }; SLOTS];
        let mut model = Model { capacity, ..Model::default() };
        let wakes = Arc::<Wakes>::default();
        let waker = Waker::from(wakes.clone());
        let mut cx = Context::from_waker(&waker);
        let mut next = 0;
        for step in steps {
            let woken = wakes.0.load(Ordering::SeqCst);
            let served = model.served;
            match step {
                Step::Send(slot) => {
                    if matches!(slots[slot], Slot::Empty) {
                        slots[slot] = Slot::Sending(next, Box::pin(sender.send(next)));
                        next += 1;
                    }
                    if let Slot::Sending(message, sending) = &mut slots[slot] {
                        let polled = sending.as_mut().poll(&mut cx);
                        let expected = model.poll(slot, InLine::Message(slot, *message));
                        prop_assert_eq!(polled, expected.map_err(|()| SendError(*message)));
                        if expected.is_ready() {
                            slots[slot] = Slot::Empty;
                        }
                    }
                }
                Step::Reserve(slot) => {
                    if matches!(slots[slot], Slot::Empty) {
                        slots[slot] = Slot::Reserving(Box::pin(sender.reserve()));
                    }
                    if let Slot::Reserving(reserving) = &mut slots[slot] {
                        let polled = reserving.as_mut().poll(&mut cx);
                        let expected = model.poll(slot, InLine::Reserve(slot));
                        prop_assert_eq!(polled.is_ready(), expected.is_ready());
                        if let Poll::Ready(permit) = polled {
                            prop_assert_eq!(permit.is_ok(), expected == Poll::Ready(Ok(())));
                            slots[slot] = permit.map_or(Slot::Empty, Slot::Reserved);
                        }
                    }
                }
                Step::Drop(slot) => {
                    let room_was_kept = match &slots[slot] {
                        Slot::Reserved(_) => true,
                        Slot::Reserving(_) => model.served[slot],
                        Slot::Sending(..) | Slot::Empty => false,
                    };
                    model.leave_line(slot);
                    model.served[slot] = false;
                    slots[slot] = Slot::Empty;
                    if room_was_kept {
                        model.reserved -= 1;
                        model.advance();
                    }
                }
                Step::SendReserved(slot) => {
                    if matches!(slots[slot], Slot::Reserved(_))
                        && let Slot::Reserved(permit) = std::mem::replace(&mut slots[slot], Slot::Empty)
                    {
                        permit.send(next);
                        model.reserved -= 1;
                        model.queue.push_back(next);
                        next += 1;
                    }
                }
                Step::TrySend => {
                    let expected = match (model.closed, model.has_room()) {
                        (true, _) => Err(TrySendError::Closed(next)),
                        (false, true) => {
                            model.queue.push_back(next);
                            Ok(())
                        }
                        (false, false) => Err(TrySendError::Full(next)),
                    };
                    prop_assert_eq!(sender.try_send(next), expected);
                    next += 1;
                }
                Step::TryReceive => prop_assert_eq!(receiver.try_recv(), model.take()),
                Step::Receive => {
                    let polled = Pin::new(&mut receiver.recv()).poll(&mut cx);
                    let expected = match model.take() {
                        Ok(message) => Poll::Ready(Some(message)),
                        Err(TryRecvError::Closed) => Poll::Ready(None),
                        Err(TryRecvError::Empty) => Poll::Pending,
                    };
                    prop_assert_eq!(polled, expected);
                }
                Step::ReceiveMany(limit) => {
                    let mut buffer = Vec::new();
                    let polled = Pin::new(&mut receiver.recv_many(&mut buffer, limit)).poll(&mut cx);
                    let count = limit.min(model.queue.len());
                    let taken: Vec<u32> = model.queue.drain(..count).collect();
                    let ended = limit == 0 || model.closed && model.reserved == 0;
                    model.advance();
                    prop_assert_eq!(polled, if count > 0 || ended { Poll::Ready(count) } else { Poll::Pending });
                    prop_assert_eq!(buffer, taken);
                }
                Step::Close => {
                    receiver.close();
                    model.closed = true;
                }
            }
            prop_assert_eq!(receiver.len(), model.queue.len());
            let left = if model.closed { 0 } else { model.capacity - model.queue.len() - model.reserved };
            prop_assert_eq!(sender.capacity(), left);
            if !model.closed {
                // Who was given room is told of it, and nobody else. (The receiver leaves no waker behind here.)
                let given = (0..SLOTS).filter(|slot| model.served[*slot] && !served[*slot]).count();
                prop_assert_eq!(wakes.0.load(Ordering::SeqCst) - woken, given);
            }
        }
        drop(slots);
        drop(receiver);
        drop(sender);
        drop(waker);
        prop_assert_eq!(Arc::strong_count(&wakes), 1, "no waker is left behind");
    }
}
