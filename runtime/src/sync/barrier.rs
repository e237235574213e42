//! A place where tasks wait for each other.

use super::wait_list::{Line, Locked, Place, WaitList};
use crate::sync_shim::const_fn;
use std::fmt;
use std::task::{Poll, Waker};

/// Lets tasks go on only when so many of them have come, again and again.
///
/// ```
/// use resumable::sync::Barrier;
/// use std::sync::Arc;
///
/// resumable::block_on(async {
///     let barrier = Arc::new(Barrier::new(2));
///     let other = barrier.clone();
///     let task = resumable::spawn(async move { other.wait().await.is_leader() });
///     let leads = barrier.wait().await.is_leader();
///     assert!(leads != task.await.unwrap(), "one of them leads");
/// });
/// ```
pub struct Barrier {
    list: WaitList<State>,
}

struct State {
    /// How many go on together.
    size: usize,
    /// How many are in line.
    waiting: usize,
}

impl Barrier {
    const_fn! {
        /// A barrier for so many tasks. For 0 and 1 nobody waits.
        pub fn new(size: usize) -> Self {
            Barrier { list: WaitList::new(State { size, waiting: 0 }) }
        }
    }

    /// Waits until enough have come. The last of them leads.
    ///
    /// Cancel safety: whoever leaves before enough have come does not count.
    #[crate::coroutine]
    pub async fn wait(&self) -> BarrierWaitResult {
        let leads = self.list.wait(()).await;
        BarrierWaitResult { leads }
    }
}

impl Line for State {
    type Shared = ();
    type Waiter = ();
    type Output = bool;

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<bool> {
        match locked.place() {
            Place::Outside if locked.waiting + 1 >= locked.size => {
                locked.waiting = 0;
                locked.release_all();
                Poll::Ready(true)
            }
            Place::Outside => {
                // The clone of the waker comes first, and may panic: then nobody has come.
                let waker = waker.clone();
                locked.waiting += 1;
                locked.wait(&waker)
            }
            Place::InLine => locked.wait(waker),
            Place::Released => {
                locked.settle();
                Poll::Ready(false)
            }
        }
    }

    fn leave(mut locked: Locked<'_, Self>, _: &mut (), place: Place) {
        if place == Place::InLine {
            locked.waiting -= 1;
        }
    }
}

/// What [`Barrier::wait`] returns.
#[derive(Debug, Clone)]
pub struct BarrierWaitResult {
    leads: bool,
}

impl BarrierWaitResult {
    /// Whether it was the last to come. One of each round is.
    pub fn is_leader(&self) -> bool {
        self.leads
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}
