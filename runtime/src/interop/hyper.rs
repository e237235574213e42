//! What hyper needs of a runtime: streams, which are those of [`net`](crate::net) as they are, an [`Executor`] and a [`Timer`].
//!
//! ```ignore
//! async fn hello(_: Request<Incoming>) -> Result<Response<String>, Infallible> {
//!     Ok(Response::new("hello".to_owned()))
//! }
//!
//! loop {
//!     let (stream, _) = listener.accept().await?;
//!     let mut server = hyper::server::conn::http1::Builder::new();
//!     server.timer(resumable::interop::hyper::Timer);
//!     resumable::spawn(async move { server.serve_connection(stream, service_fn(hello)).await });
//! }
//! ```

use crate::net::uninit::ReadUninit;
use crate::prelude::*;
use crate::time::{Duration, Instant, Sleep, sleep, sleep_until};
use futures_io::AsyncWrite;
use hyper::rt::ReadBufCursor;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Runs hyper's tasks on the runtime that drives the thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Executor;

impl<F> hyper::rt::Executor<F> for Executor
where
    F: Future<Output: Send + 'static> + Send + 'static,
{
    fn execute(&self, future: F) {
        crate::spawn(future);
    }
}

/// Runs hyper's tasks on the runtime that drives the thread, also those that cannot leave it.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalExecutor;

impl<F: Future<Output: 'static> + 'static> hyper::rt::Executor<F> for LocalExecutor {
    fn execute(&self, future: F) {
        crate::spawn_local(future);
    }
}

/// The timers of the runtime that drives the thread.
#[derive(Debug, Clone, Copy, Default)]
pub struct Timer;

impl hyper::rt::Timer for Timer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn hyper::rt::Sleep>> {
        Box::pin(sleep(duration))
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn hyper::rt::Sleep>> {
        Box::pin(sleep_until(deadline))
    }

    /// Deadlines are made of it, so it is the time of the runtime: with a paused clock another would be long past, or far ahead.
    fn now(&self) -> Instant {
        crate::time::now()
    }

    fn reset(&self, sleep: &mut Pin<Box<dyn hyper::rt::Sleep>>, deadline: Instant) {
        match sleep.as_mut().downcast_mut_pin::<Sleep>() {
            Some(sleep) => sleep.reset(deadline),
            None => *sleep = self.sleep_until(deadline),
        }
    }
}

impl hyper::rt::Sleep for Sleep {}

macro_rules! read {
    ([$($generics:tt)*], $type:ty) => {
        impl<$($generics)*> hyper::rt::Read for $type
        where
            Self: ReadUninit,
        {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                mut buffer: ReadBufCursor<'_>,
            ) -> Poll<io::Result<()>> {
                // SAFETY: the reader initialises, and does nothing else.
                let unfilled = unsafe { buffer.as_mut() };
                let room = unfilled.len();
                let count = ready!(self.poll_read_uninit(cx, unfilled))?;
                assert!(count <= room, "a reader cannot have read more than there was room for");
                // SAFETY: so many bytes are there, and the reader has initialised them.
                unsafe { buffer.advance(count) };
                Poll::Ready(Ok(()))
            }
        }
    };
}

macro_rules! write {
    ($generics:tt, $type:ty) => {
        write_as!(hyper::rt::Write, $generics, $type);
    };
}

for_streams!(read, write);
