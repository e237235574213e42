//! A reader with an end of its own.

use futures_io::{AsyncBufRead, AsyncRead};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The reader of [`ReadExt::take`](super::ReadExt::take).
#[derive(Debug)]
pub struct Take<R> {
    inner: R,
    left: u64,
}

pub(super) fn take<R>(inner: R, limit: u64) -> Take<R> {
    Take { inner, left: limit }
}

impl<R> Take<R> {
    /// How many bytes it reads yet before it ends. 0 after a read to the end means that there may have been more.
    pub fn limit(&self) -> u64 {
        self.left
    }

    /// Ends after so many bytes from now on.
    pub fn set_limit(&mut self, limit: u64) {
        self.left = limit;
    }

    /// As much of a length as is left.
    fn within(&self, length: usize) -> usize {
        usize::try_from(self.left).map_or(length, |left| length.min(left))
    }
}

inner!(Take<R>: "The inner reader.", "What is read from it directly does not count.", "Nothing is lost.");

impl<R: AsyncRead + Unpin> AsyncRead for Take<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let most = self.within(buffer.len());
        if self.left == 0 {
            return Poll::Ready(Ok(0));
        }
        let count = ready!(Pin::new(&mut self.inner).poll_read(cx, &mut buffer[..most]))?;
        self.left -= count as u64;
        Poll::Ready(Ok(count))
    }
}

impl<R: AsyncBufRead + Unpin> AsyncBufRead for Take<R> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if this.left == 0 {
            return Poll::Ready(Ok(&[]));
        }
        let left = usize::try_from(this.left).unwrap_or(usize::MAX);
        let available = ready!(Pin::new(&mut this.inner).poll_fill_buf(cx))?;
        Poll::Ready(Ok(&available[..available.len().min(left)]))
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        let count = self.within(count);
        self.left -= count as u64;
        Pin::new(&mut self.inner).consume(count);
    }
}
