//! From a reader to a writer.

use crate::prelude::*;
use futures_io::{AsyncRead, AsyncWrite};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

const CAPACITY: usize = 8 * 1024;

/// Writes everything that can be read up to the end, flushes, and returns the number of bytes. The writer stays open.
///
/// Cancel safety: none. What was read and not yet written is lost.
///
/// # Errors
///
/// The first error of the reader or of the writer.
pub fn copy<'a, R, W>(reader: &'a mut R, writer: &'a mut W) -> Copy<'a, R, W>
where
    R: AsyncRead + Unpin + ?Sized,
    W: AsyncWrite + Unpin + ?Sized,
{
    Copy { reader, writer, buffer: vec![0; CAPACITY].into_boxed_slice(), written: 0, filled: 0, ended: false, total: 0 }
}

/// The future of [`copy`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Copy<'a, R: ?Sized, W: ?Sized> {
    reader: &'a mut R,
    writer: &'a mut W,
    buffer: Box<[u8]>,
    /// `buffer[written..filled]` was read and has yet to be written.
    written: usize,
    filled: usize,
    ended: bool,
    total: u64,
}

impl<R, W> Copy<'_, R, W>
where
    R: AsyncRead + Unpin + ?Sized,
    W: AsyncWrite + Unpin + ?Sized,
{
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.filled {
            let rest = &self.buffer[self.written..self.filled];
            match ready!(Pin::new(&mut *self.writer).poll_write(cx, rest)) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(count) => {
                    self.written += count;
                    self.total += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Ready(Ok(()))
    }

    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match Pin::new(&mut *self.reader).poll_read(cx, &mut self.buffer) {
            Poll::Ready(Ok(count)) => {
                (self.written, self.filled, self.ended) = (0, count, count == 0);
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Poll::Ready(Ok(())),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                // The reader may be waiting for an answer to something that still sits in the writer.
                if let Poll::Ready(Err(error)) = Pin::new(&mut *self.writer).poll_flush(cx) {
                    return Poll::Ready(Err(error));
                }
                Poll::Pending
            }
        }
    }
}

impl<R, W> Future for Copy<'_, R, W>
where
    R: AsyncRead + Unpin + ?Sized,
    W: AsyncWrite + Unpin + ?Sized,
{
    type Output = io::Result<u64>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        loop {
            ready!(this.poll_drain(cx))?;
            if this.ended {
                ready!(Pin::new(&mut *this.writer).poll_flush(cx))?;
                return Poll::Ready(Ok(this.total));
            }
            ready!(this.poll_fill(cx))?;
        }
    }
}
