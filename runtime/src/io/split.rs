//! The two directions of any stream as two values.
//!
//! A half that finds the stream in use by the other leaves its waker, and tries once more: whoever has the stream lets it go first and looks for that
//! waker then. So either the second try succeeds, or the waker is found. Nothing is waited for while the stream is in use: it is another's, and may call
//! wakers, which may poll the other half.

use crate::prelude::*;
use crate::wake::{drop_isolated, store_waker, wake_all};
use futures_io::{AsyncRead, AsyncWrite};
use std::error::Error;
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::task::{Context, Poll, Waker, ready};

/// Divides a stream into a half to read from and a half to write to, which can go to different tasks.
///
/// It is for streams of other crates, such as those that encrypt. Those of [`net`](crate::net) can be read and written at the same time without this;
/// see [`TcpStream::into_split`](crate::net::TcpStream::into_split). The stream is dropped with the last half, and is not closed before: that takes
/// [`close`](super::WriteExt::close).
///
/// ```
/// use resumable::io::{self, ReadExt, WriteExt};
///
/// # resumable::block_on(async {
/// let (here, mut there) = io::duplex(64);
/// let (mut reader, mut writer) = io::split(here);
/// let writing = resumable::spawn(async move { writer.write_all(b"hello").await });
/// let mut word = [0; 5];
/// there.read_exact(&mut word).await?;
/// there.write_all(&word).await?;
/// reader.read_exact(&mut word).await?;
/// assert_eq!(&word, b"hello");
/// writing.await??;
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
pub fn split<S: AsyncRead + AsyncWrite>(stream: S) -> (ReadHalf<S>, WriteHalf<S>) {
    let shared = Arc::new(Shared { stream: Mutex::new(Box::pin(stream)), waiting: Mutex::default() });
    (ReadHalf(shared.clone()), WriteHalf(shared))
}

struct Shared<S> {
    stream: Mutex<Pin<Box<S>>>,
    /// Who has found the stream in use: the other half, as there are two.
    waiting: Mutex<Option<Waker>>,
}

impl<S> Shared<S> {
    /// Calls the closure with the stream, if it is not in use.
    fn poll<R>(&self, cx: &mut Context<'_>, operate: impl FnOnce(Pin<&mut S>, &mut Context<'_>) -> Poll<R>) -> Poll<R> {
        let mut in_use = ready!(self.poll_use(cx));
        operate(in_use.stream.as_mut(), cx)
    }

    fn poll_use(&self, cx: &mut Context<'_>) -> Poll<InUse<'_, S>> {
        if let Some(in_use) = self.try_use() {
            return Poll::Ready(in_use);
        }
        let displaced = store_waker(&mut self.waiting(), cx.waker());
        drop_isolated(displaced);
        self.try_use().map_or(Poll::Pending, Poll::Ready)
    }

    fn try_use(&self) -> Option<InUse<'_, S>> {
        let stream = match self.stream.try_lock() {
            Ok(stream) => stream,
            // What a stream does that has panicked, it says itself.
            Err(TryLockError::Poisoned(error)) => error.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        Some(InUse { stream, _telling: Telling(self) })
    }

    fn waiting(&self) -> MutexGuard<'_, Option<Waker>> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The stream, for as long as it is in use. The fields are dropped in this order, also if the stream panics.
struct InUse<'s, S> {
    stream: MutexGuard<'s, Pin<Box<S>>>,
    _telling: Telling<'s, S>,
}

/// Wakes who has found the stream in use.
struct Telling<'s, S>(&'s Shared<S>);

impl<S> Drop for Telling<'_, S> {
    fn drop(&mut self) {
        let waiting = self.0.waiting().take();
        wake_all(waiting);
    }
}

/// The reading half of a stream, by [`split`].
pub struct ReadHalf<S>(Arc<Shared<S>>);

/// The writing half of a stream, by [`split`].
pub struct WriteHalf<S>(Arc<Shared<S>>);

impl<S> ReadHalf<S> {
    /// Puts the two halves of one stream together again.
    ///
    /// # Errors
    ///
    /// When they are halves of different streams: the error holds both.
    pub fn reunite(self, write: WriteHalf<S>) -> Result<S, ReuniteError<S>>
    where
        S: Unpin,
    {
        if !Arc::ptr_eq(&self.0, &write.0) {
            return Err(ReuniteError(self, write));
        }
        drop(write);
        let shared = Arc::into_inner(self.0).expect("a stream has two halves, and one of them was just dropped");
        Ok(*Pin::into_inner(shared.stream.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl<S: AsyncRead> AsyncRead for ReadHalf<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.0.poll(cx, |stream, cx| stream.poll_read(cx, buffer))
    }

    fn poll_read_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &mut [IoSliceMut<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.poll(cx, |stream, cx| stream.poll_read_vectored(cx, buffers))
    }
}

impl<S: AsyncWrite> AsyncWrite for WriteHalf<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.poll(cx, |stream, cx| stream.poll_write(cx, bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.0.poll(cx, |stream, cx| stream.poll_write_vectored(cx, buffers))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll(cx, |stream, cx| stream.poll_flush(cx))
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.poll(cx, |stream, cx| stream.poll_close(cx))
    }
}

/// The halves given to [`ReadHalf::reunite`] are not of one stream. Holds both.
pub struct ReuniteError<S>(pub ReadHalf<S>, pub WriteHalf<S>);

impl<S> fmt::Debug for ReadHalf<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadHalf").finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for WriteHalf<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteHalf").finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for ReuniteError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReuniteError").finish_non_exhaustive()
    }
}

impl<S> fmt::Display for ReuniteError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the halves belong to different streams")
    }
}

impl<S> Error for ReuniteError<S> {}
