//! Waiting with a whole thread, for the functions called `blocking_…`, and where a runtime runs elsewhere.
//!
//! Each wait has a flag of its own, so that neither `std::thread::park` nor a wait within a wait can take its wake away.

use crate::budget;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

#[derive(Default)]
struct Parker {
    /// Set by `wake`, cleared by the thread before it polls.
    woken: Mutex<bool>,
    bell: Condvar,
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_one();
    }
}

/// Polls the future to its end on this thread, which sleeps meanwhile.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let parker = Arc::<Parker>::default();
    let waker = Waker::from(parker.clone());
    loop {
        // Each poll has a budget of its own: one that is used up would never be given anew here.
        let polled = budget::turn(|| future.as_mut().poll(&mut Context::from_waker(&waker)));
        if let Poll::Ready(output) = polled {
            return output;
        }
        let mut woken = parker.woken.lock().unwrap_or_else(PoisonError::into_inner);
        while !*woken {
            woken = parker.bell.wait(woken).unwrap_or_else(PoisonError::into_inner);
        }
        *woken = false;
    }
}
