//! A wake without a value.

use super::wait_list::{Line, Locked, Place, WaitList, Waiting};
use crate::sync_shim::const_fn;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

#[cfg(all(test, not(loom)))]
mod tests;

/// Tells tasks that something has happened: one of them, or all.
///
/// [`notify_one`](Notify::notify_one) is never lost: if nobody waits, the next that does goes on at once. It does not count, though: two of them
/// while nobody waits are as good as one. [`notify_all`](Notify::notify_all) reaches those that wait, and those that hold a future of
/// [`notified`](Notify::notified), polled or not; later ones it does not.
///
/// So whoever checks a condition and then waits makes the future first, or somebody could notify in between. Needs no runtime.
///
/// ```
/// use resumable::sync::Notify;
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// #[resumable::coroutine]
/// async fn wait_until(flag: &AtomicBool, changed: &Notify) {
///     loop {
///         let notified = changed.notified();
///         if flag.load(Ordering::SeqCst) {
///             return;
///         }
///         notified.await;
///     }
/// }
///
/// let (flag, changed) = (AtomicBool::new(true), Notify::new());
/// resumable::block_on(wait_until(&flag, &changed));
/// ```
#[derive(Default)]
pub struct Notify {
    list: WaitList<State>,
}

#[derive(Default)]
struct State {
    /// Set by `notify_one` when nobody waits, cleared by the next that does.
    permit: bool,
    /// How often `notify_all` was called.
    calls: u64,
}

struct Waiter {
    /// The calls that there had been when the future was made.
    seen: u64,
    /// Set by `notify_one` on the one that it releases, and by `enable` on one that has found a permit.
    alone: bool,
}

impl Notify {
    const_fn! {
        /// Nothing has happened yet.
        pub fn new() -> Self {
            Notify { list: WaitList::new(State { permit: false, calls: 0 }) }
        }
    }

    /// Wakes the first in line. If nobody is, the next that waits goes on at once.
    pub fn notify_one(&self) {
        notify_one(&mut self.list.lock());
    }

    /// Wakes everybody who waits or holds a future to do so.
    pub fn notify_all(&self) {
        let mut locked = self.list.lock();
        locked.calls += 1;
        locked.release_all();
    }

    /// Waits to be notified. [`notify_all`](Notify::notify_all) counts from this call on, not from the first poll.
    ///
    /// Cancel safety: the place in line is lost. A notification that was meant for this one alone goes to the next.
    pub fn notified(&self) -> Notified<'_> {
        let seen = self.list.lock().calls;
        Notified { waiting: self.list.wait(Waiter { seen, alone: false }) }
    }

    /// [`notified`](Notify::notified) as a future that borrows nothing.
    ///
    /// Cancel safety: as for [`notified`](Notify::notified).
    pub fn notified_owned(self: Arc<Self>) -> impl Future<Output = ()> {
        let seen = self.list.lock().calls;
        notified_since(self, seen)
    }
}

/// For [`Notify::notified_owned`], which is called before this is polled.
#[crate::coroutine]
async fn notified_since(notify: Arc<Notify>, seen: u64) {
    notify.list.wait(Waiter { seen, alone: false }).await;
}

fn notify_one(locked: &mut Locked<'_, State>) {
    match locked.first() {
        Some(first) => {
            first.alone = true;
            locked.release_first();
        }
        None => locked.permit = true,
    }
}

impl Line for State {
    type Shared = ();
    type Waiter = Waiter;
    type Output = ();

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<()> {
        match locked.place() {
            Place::Outside if locked.own().seen != locked.calls => Poll::Ready(()),
            Place::Outside if locked.permit => {
                locked.permit = false;
                Poll::Ready(())
            }
            Place::Outside | Place::InLine => locked.wait(waker),
            Place::Released => {
                locked.settle();
                Poll::Ready(())
            }
        }
    }

    fn leave(mut locked: Locked<'_, Self>, waiter: &mut Waiter, place: Place) {
        if place == Place::Released && waiter.alone {
            notify_one(&mut locked);
        }
    }
}

pin_project_lite::pin_project! {
    /// The future of [`Notify::notified`].
    #[must_use = "futures do nothing unless awaited"]
    pub struct Notified<'a> {
        #[pin]
        waiting: Waiting<'a, State>,
    }
}

impl Notified<'_> {
    /// Gets in line without being polled, so that also [`Notify::notify_one`] counts from now on. True if it need not wait any more: it is ready when
    /// it is next polled, and a notification that was meant for it alone goes to the next if it is dropped instead.
    pub fn enable(self: Pin<&mut Self>) -> bool {
        let mut locked = self.project().waiting.lock();
        match locked.place() {
            Place::Outside if locked.own().seen != locked.calls => true,
            Place::Outside if locked.permit => {
                locked.permit = false;
                locked.own().alone = true;
                locked.release_own();
                true
            }
            Place::Outside => locked.wait::<()>(Waker::noop()).is_ready(),
            // The waker of the last poll stays.
            Place::InLine => false,
            Place::Released => true,
        }
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().waiting.poll(cx)
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notify").finish_non_exhaustive()
    }
}

impl fmt::Debug for Notified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Notified").finish_non_exhaustive()
    }
}
