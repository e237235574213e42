//! Any number of futures of one type, or of streams, in one task, of which those are polled that were woken.
//!
//! Each future is in a seat, and is polled with the waker of that seat, which notes the seat in a list and wakes the task. A seat that is free is taken
//! by the next future, so a waker that is left over from an earlier one may cause a poll in vain, and nothing else.
//!
//! ```text
//!   seats     [ future ] [ free ] [ future ]      a poll takes the list as it is, and polls these
//!                 │                   │           future is woken: its seat is noted, once,
//!   list      [ 0, 2 ]  ◀─────────────┘           and the task is woken
//! ```

use crate::prelude::*;
use crate::wake::{store_waker, wake_all};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

pub(super) struct Crowd<F> {
    seats: Vec<Seat<F>>,
    /// Those without a future.
    free: Vec<usize>,
    /// What is left of the list that was taken last, and those that were pushed since. They are noted.
    due: VecDeque<usize>,
    list: Arc<List>,
}

struct Seat<F> {
    future: Option<Pin<Box<F>>>,
    noted: Arc<Noted>,
    /// Notes this seat.
    waker: Waker,
}

/// The seats that were noted, and who is to know.
#[derive(Default)]
struct List(Mutex<State>);

#[derive(Default)]
struct State {
    seats: Vec<usize>,
    /// That of the task that polled last. Taken by the first wake after that.
    waker: Option<Waker>,
}

struct Noted {
    seat: usize,
    /// Set by whoever puts the seat into the list, or among those that are due; cleared before its future is polled.
    is_noted: AtomicBool,
    list: Arc<List>,
}

impl List {
    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Noted {
    /// Puts the seat into the list, unless it is there. Returns who is to know.
    fn note(&self) -> Option<Waker> {
        // What was written before a wake is seen by the poll that clears this, also where it was set already.
        if self.is_noted.swap(true, Ordering::AcqRel) {
            return None;
        }
        let mut state = self.list.lock();
        state.seats.push(self.seat);
        state.waker.take()
    }
}

impl Wake for Noted {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        wake_all(self.note());
    }
}

/// What becomes of one that was ready.
pub(super) enum Then {
    /// It is dropped, and its seat is free.
    Leaves,
    /// It has more, and is polled again at the next opportunity, after those that are due by then.
    Stays,
}

impl<F> Crowd<F> {
    pub(super) fn new() -> Self {
        Crowd { seats: Vec::new(), free: Vec::new(), due: VecDeque::new(), list: Arc::default() }
    }

    /// How many futures there are.
    pub(super) fn len(&self) -> usize {
        self.seats.len() - self.free.len()
    }

    /// Takes in a future, to be polled at the next opportunity. Returns its seat, which is its until it is ready.
    pub(super) fn push(&mut self, future: F) -> usize {
        let future = Some(Box::pin(future));
        let seat = match self.free.pop() {
            Some(seat) => {
                self.seats[seat].future = future;
                seat
            }
            None => {
                let seat = self.seats.len();
                let noted = Arc::new(Noted { seat, is_noted: AtomicBool::new(false), list: self.list.clone() });
                let waker = Waker::from(noted.clone());
                self.seats.push(Seat { future, noted, waker });
                seat
            }
        };
        // It may be noted by a waker that is left over. Otherwise whoever pushes polls, so that nobody has to be told.
        if !self.seats[seat].noted.is_noted.swap(true, Ordering::AcqRel) {
            self.due.push_back(seat);
        }
        seat
    }

    /// The output of one that is ready, and its seat. Pending also if there are none.
    ///
    /// Polls as many as were noted when it began: those that wake themselves let the task have its turn in between.
    pub(super) fn poll_any_by<R>(
        &mut self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(Pin<&mut F>, &mut Context<'_>) -> Poll<(R, Then)>,
    ) -> Poll<(usize, R)> {
        let mut state = self.list.lock();
        let displaced = store_waker(&mut state.waker, cx.waker());
        self.due.extend(state.seats.drain(..));
        drop(state);
        drop(displaced);
        while let Some(index) = self.due.pop_front() {
            let seat = &mut self.seats[index];
            seat.noted.is_noted.swap(false, Ordering::AcqRel);
            let Some(mut future) = seat.future.take() else { continue };
            // Until it has come back, the seat is free: who panics, be it in his destructor, has left.
            self.free.push(index);
            let polled = poll(future.as_mut(), &mut Context::from_waker(&seat.waker));
            if let Poll::Pending | Poll::Ready((_, Then::Stays)) = &polled {
                seat.future = Some(future);
                self.free.pop();
            } else {
                drop(future);
            }
            let Poll::Ready((output, then)) = polled else { continue };
            if let Then::Stays = then
                && !seat.noted.is_noted.swap(true, Ordering::AcqRel)
            {
                self.due.push_back(index);
            }
            return Poll::Ready((index, output));
        }
        Poll::Pending
    }
}

impl<F: Future> Crowd<F> {
    /// The output of a future that is ready, and its seat, which is free then. Pending also if there are none.
    pub(super) fn poll_any(&mut self, cx: &mut Context<'_>) -> Poll<(usize, F::Output)> {
        self.poll_any_by(cx, |future, cx| future.poll(cx).map(|output| (output, Then::Leaves)))
    }
}

impl<F> Drop for Crowd<F> {
    fn drop(&mut self) {
        // Wakers of seats may be kept by anybody, and the task is not to be kept by them.
        let waker = self.list.lock().waker.take();
        drop(waker);
    }
}
