//! A future on its way to a [`JoinCell`]: the part of a task that depends on the type of the future.

use super::{JoinCell, JoinError};
use crate::prelude::*;
use crate::wake::drop_isolated;
use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A future without its type. Neither method unwinds.
pub(crate) trait Job {
    /// Polls the future. Ready means that it has been dropped and its result delivered.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()>;
    /// Drops the future and delivers the cancellation. Does nothing if the job is done.
    fn cancel(&mut self);
}

/// The future of a task and the cell its output goes to.
pub(crate) struct Spawned<F: Future> {
    /// Empty once the job is done.
    future: Option<Pin<Box<F>>>,
    cell: Arc<JoinCell<F::Output>>,
}

impl<F: Future> Spawned<F> {
    pub(crate) fn new(future: F) -> (Self, Arc<JoinCell<F::Output>>) {
        let cell = JoinCell::new();
        (Spawned { future: Some(Box::pin(future)), cell: cell.clone() }, cell)
    }

    /// Drops the future; `result` is what the job then delivers, unless the destructor panics.
    fn end(&mut self, result: Result<F::Output, JoinError>) {
        let future = self.future.take();
        match catch_unwind(AssertUnwindSafe(|| drop(future))) {
            Ok(()) => self.cell.finish(result),
            Err(payload) => {
                drop_isolated(result);
                self.cell.finish(Err(JoinError::panicked(payload)));
            }
        }
    }
}

impl<F: Future> Job for Spawned<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(future) = &mut self.future else { return Poll::Ready(()) };
        let polled: Result<Poll<F::Output>, Box<dyn Any + Send>> =
            catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => self.end(Ok(output)),
            Err(payload) => self.end(Err(JoinError::panicked(payload))),
        }
        Poll::Ready(())
    }

    fn cancel(&mut self) {
        if self.future.is_some() {
            self.end(Err(JoinError::cancelled()));
        }
    }
}

/// A job that is dropped unfinished still drops its future with care and tells its handle.
impl<F: Future> Drop for Spawned<F> {
    fn drop(&mut self) {
        self.cancel();
    }
}
