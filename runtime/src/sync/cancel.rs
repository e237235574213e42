//! Asking tasks to stop.

use super::wait_list::{Line, Locked, Place, WaitList};
use slab::Slab;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::pin;
use std::sync::{Arc, Weak};
use std::task::{Poll, Waker};

/// A request to stop, which is made once and seen by all who hold a clone of the token or one of its descendants.
///
/// Nothing is stopped by force: tasks look ([`is_cancelled`](CancellationToken::is_cancelled)) or wait
/// ([`cancelled`](CancellationToken::cancelled)), and end themselves. A [child](CancellationToken::child_token) is cancelled with its parent,
/// and can be cancelled alone. Needs no runtime.
///
/// ```
/// use resumable::sync::CancellationToken;
///
/// let stop = CancellationToken::new();
/// let connection = stop.child_token();
/// stop.cancel();
/// resumable::block_on(connection.cancelled());
/// ```
#[derive(Clone)]
pub struct CancellationToken {
    node: Arc<Node>,
}

/// One of a tree of tokens. Parents know their children weakly, children their parents strongly.
struct Node {
    list: WaitList<State>,
    /// The parent, and the number of this child there.
    parent: Option<(Arc<Node>, usize)>,
}

#[derive(Default)]
struct State {
    /// Set by `cancel`, never cleared.
    cancelled: bool,
    /// By their numbers. Taken when this one is cancelled; a child that is dropped takes itself out.
    children: Slab<Weak<Node>>,
}

impl CancellationToken {
    /// A token without a parent.
    pub fn new() -> Self {
        CancellationToken { node: Arc::new(Node { list: WaitList::default(), parent: None }) }
    }

    /// A token that is cancelled when this one is. Cancelling it does not cancel this one.
    pub fn child_token(&self) -> CancellationToken {
        let mut locked = self.node.list.lock();
        let state = State { cancelled: locked.cancelled, ..State::default() };
        let parent = (!locked.cancelled).then(|| (self.node.clone(), locked.children.vacant_key()));
        let node = Arc::new(Node { list: WaitList::new(state), parent });
        if !locked.cancelled {
            locked.children.insert(Arc::downgrade(&node));
        }
        CancellationToken { node }
    }

    /// Asks all who hold this token, or a descendant, to stop. Again, nothing happens.
    pub fn cancel(&self) {
        // A loop, since trees may be deep.
        let mut waiting = vec![self.node.clone()];
        while let Some(node) = waiting.pop() {
            let mut locked = node.list.lock();
            if mem::replace(&mut locked.cancelled, true) {
                continue;
            }
            locked.release_all();
            let children = mem::take(&mut locked.children);
            drop(locked);
            waiting.extend(children.into_iter().rev().filter_map(|(_, child)| child.upgrade()));
        }
    }

    /// Whether it was cancelled, or one that it descends from.
    pub fn is_cancelled(&self) -> bool {
        // Whoever has cancelled an ancestor may not have come down to this one yet.
        let mut node = &self.node;
        loop {
            if node.list.lock().cancelled {
                return true;
            }
            let Some((parent, _)) = &node.parent else { return false };
            node = parent;
        }
    }

    /// Waits until it is cancelled.
    ///
    /// Cancel safety: nothing can be lost.
    pub fn cancelled(&self) -> impl Future<Output = ()> {
        self.node.list.wait(())
    }

    /// [`cancelled`](CancellationToken::cancelled) as a future that borrows nothing.
    ///
    /// Cancel safety: nothing can be lost.
    #[crate::coroutine]
    pub async fn cancelled_owned(self) {
        self.node.list.wait(()).await;
    }

    /// Runs the future until it is ready, or the token is cancelled: then there is no output. A future that is ready wins.
    ///
    /// Cancel safety: that of the future.
    #[crate::coroutine]
    pub async fn run_until_cancelled<F: Future>(&self, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let mut cancelled = pin!(self.node.list.wait(()));
        std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            // Whatever is left of the budget: the future might always use it up.
            Poll::Pending => cancelled.as_mut().poll_unlimited(cx).map(|()| None),
        })
        .await
    }

    /// [`run_until_cancelled`](CancellationToken::run_until_cancelled) as a future that borrows no token.
    ///
    /// Cancel safety: that of the future.
    #[crate::coroutine]
    pub async fn run_until_cancelled_owned<F: Future>(self, future: F) -> Option<F::Output> {
        self.run_until_cancelled(future).await
    }

    /// A guard that cancels the token when it is dropped.
    pub fn drop_guard(self) -> CancelOnDrop {
        CancelOnDrop { token: Some(self) }
    }
}

impl Line for State {
    type Shared = ();
    type Waiter = ();
    type Output = ();

    fn poll(mut locked: Locked<'_, Self>, waker: &Waker) -> Poll<()> {
        if !locked.cancelled {
            return locked.wait(waker);
        }
        locked.settle();
        Poll::Ready(())
    }

    fn leave(_: Locked<'_, Self>, _: &mut (), _: Place) {}
}

impl Drop for Node {
    fn drop(&mut self) {
        // A loop, since trees may be deep: a parent that nobody else holds is dropped with its own parent already taken out.
        let mut parent = self.parent.take();
        while let Some((node, number)) = parent {
            // The parent has no children any more if it was cancelled.
            let child = node.list.lock().children.try_remove(number);
            drop(child);
            parent = Arc::into_inner(node).and_then(|mut node| node.parent.take());
        }
    }
}

/// Cancels its token when it is dropped: made by [`CancellationToken::drop_guard`].
#[derive(Debug)]
#[must_use = "a guard that is dropped cancels at once"]
pub struct CancelOnDrop {
    /// Empty once it was disarmed.
    token: Option<CancellationToken>,
}

impl CancelOnDrop {
    /// The token, which is not cancelled by the guard any more.
    pub fn disarm(mut self) -> CancellationToken {
        self.token.take().expect("the guard has a token until it is disarmed")
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if let Some(token) = &self.token {
            token.cancel();
        }
    }
}

impl Default for CancellationToken {
    fn default() -> Self {
        CancellationToken::new()
    }
}

impl fmt::Debug for CancellationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancellationToken").field("is_cancelled", &self.is_cancelled()).finish()
    }
}
