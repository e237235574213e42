//! A future that is ready from some moment on.

use crate::reactor::{Handle, TimerKey};
use std::fmt;
use std::future::Future;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// Waits until the duration has passed, counted from this call.
///
/// Cancel safety: nothing can be lost. A sleep that is recreated starts anew; keep and pin the [`Sleep`] to go on waiting for the same moment.
pub fn sleep(duration: Duration) -> Sleep {
    Sleep::new(Instant::now().checked_add(duration))
}

/// Waits until the moment has come. Ready at once if it has passed.
///
/// Cancel safety: nothing can be lost.
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep::new(Some(deadline))
}

/// The future of [`sleep`] and [`sleep_until`].
///
/// # Panics
///
/// When it has to wait outside a runtime.
#[must_use = "futures do nothing unless awaited"]
pub struct Sleep {
    /// None is never.
    deadline: Option<Instant>,
    /// Where the deadline is registered. Empty until the first poll that has to wait.
    registered: Option<(Handle, TimerKey)>,
    /// So that a later version may link the timer into a list in place.
    _pinned: PhantomPinned,
}

impl Sleep {
    fn new(deadline: Option<Instant>) -> Self {
        Sleep { deadline, registered: None, _pinned: PhantomPinned }
    }

    /// The moment it waits for; `None` if that is never.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Waits for another moment from now on. Whoever awaits the sleep need not poll it again for that.
    pub fn reset(self: Pin<&mut Self>, deadline: Instant) {
        let this = self.project();
        this.deadline = Some(deadline);
        if let Some((reactor, key)) = this.registered.take()
            && let Some(waker) = reactor.remove_timer(key)
        {
            let key = reactor.insert_timer(deadline, waker);
            this.registered = Some((reactor, key));
        }
    }

    fn project(self: Pin<&mut Self>) -> &mut Self {
        // SAFETY: nothing is moved out of the reference by its users, which are the methods of this file, and no field is treated as pinned:
        // `PhantomPinned` stands for a promise to later versions only.
        unsafe { self.get_unchecked_mut() }
    }

    /// Sees to it that the waker is called at the deadline by a reactor that runs.
    fn register(&mut self, deadline: Instant, cx: &mut Context<'_>) {
        let current = Handle::current();
        if let Some((reactor, key)) = &self.registered {
            // The sleep may have been moved to another thread since it was last polled. A thread without a reactor can wait for the old one.
            let stays = current.as_ref().is_none_or(|current| current.is_same(reactor));
            if stays && reactor.update_timer(*key, cx.waker()) {
                return;
            }
        }
        self.deregister();
        let Some(reactor) = current else {
            panic!(
                "a timer was awaited outside a runtime; await it in code that runs inside resumable::block_on or Runtime::block_on"
            );
        };
        let key = reactor.insert_timer(deadline, cx.waker().clone());
        self.registered = Some((reactor, key));
    }

    fn deregister(&mut self) {
        if let Some((reactor, key)) = self.registered.take() {
            drop(reactor.remove_timer(key));
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        let Some(deadline) = this.deadline else { return Poll::Pending };
        if Instant::now() < deadline {
            this.register(deadline, cx);
            return Poll::Pending;
        }
        this.deregister();
        Poll::Ready(())
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.deregister();
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep").field("deadline", &self.deadline).finish_non_exhaustive()
    }
}
