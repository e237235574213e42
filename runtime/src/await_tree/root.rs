//! What is at the root: tasks, and what `block_on` runs.

use crate::private::node::{Node, Who};
use pin_project_lite::pin_project;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

pin_project! {
    /// A future that is nobody's below.
    pub(crate) struct Root<F> {
        who: Who,
        node: Node,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Root<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let who = *this.who;
        this.node.poll(|| who, || this.future.poll(cx))
    }
}

/// A task, spawned by the caller.
#[track_caller]
pub(crate) fn task<F>(future: F) -> Root<F> {
    Root { who: Who::Task(Location::caller()), node: Node::new(), future }
}

/// What the caller's thread runs to its end.
#[track_caller]
pub(crate) fn block_on<F>(future: F) -> Root<F> {
    Root { who: Who::BlockOn(Location::caller()), node: Node::new(), future }
}
