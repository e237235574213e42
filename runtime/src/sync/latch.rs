//! A flag that is raised once, and those that wait for it.

use super::wait_list::{Line, Locked, Place, WaitList, Waiting};
use std::task::{Poll, Waker};

#[derive(Default)]
pub(in crate::sync) struct Latch(WaitList<Flag>);

#[derive(Default)]
pub(in crate::sync) struct Flag {
    /// Set by `raise`, never cleared.
    raised: bool,
}

impl Latch {
    /// Lets everybody go on who waits, or will.
    pub(in crate::sync) fn raise(&self) {
        let mut locked = self.0.lock();
        locked.raised = true;
        locked.release_all();
    }

    /// Waits until it is raised.
    pub(in crate::sync) fn wait(&self) -> Waiting<'_, Flag> {
        self.0.wait(())
    }
}

impl Line for Flag {
    type Shared = ();
    type Waiter = ();
    type Output = ();

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<()> {
        if !locked.raised {
            return locked.wait(waker);
        }
        locked.settle();
        Poll::Ready(())
    }

    fn leave(_: Locked<'_, Self>, _: &mut (), _: Place) {}
}
