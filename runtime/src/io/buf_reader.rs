//! Fewer, larger reads.

use crate::prelude::*;
use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use std::fmt;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

const DEFAULT_CAPACITY: usize = 8 * 1024;
/// How much is read before there is a buffer, in bytes.
const FIRST: usize = 1024;

/// Reads from the inner reader in large portions, and can therefore read lines; see [`BufReadExt`](super::BufReadExt).
///
/// The buffer is allocated when there is something to put into it, so that a reader that waits is small. Writing, if the inner value can be
/// written to, goes through unchanged.
pub struct BufReader<R> {
    inner: R,
    capacity: usize,
    /// As long as the capacity, once something was read; empty until then.
    buffer: Box<[u8]>,
    /// `buffer[consumed..filled]` was read from the inner reader and not yet handed out.
    consumed: usize,
    filled: usize,
}

impl<R> BufReader<R> {
    /// A reader with a buffer of 8 KiB.
    pub fn new(inner: R) -> Self {
        BufReader::with_capacity(DEFAULT_CAPACITY, inner)
    }

    /// A reader with a buffer of so many bytes.
    ///
    /// # Panics
    ///
    /// If the capacity is 0, which could never be told from the end.
    pub fn with_capacity(capacity: usize, inner: R) -> Self {
        assert!(capacity > 0, "a BufReader needs room for at least one byte");
        BufReader { inner, capacity, buffer: Box::default(), consumed: 0, filled: 0 }
    }

    /// What was read ahead and not yet handed out.
    pub fn buffer(&self) -> &[u8] {
        &self.buffer[self.consumed..self.filled]
    }
}

inner!(BufReader<R>: "The inner reader.", "Reading from it directly skips what is in the buffer.", "What is in the buffer is lost.");

impl<R: AsyncRead + Unpin> AsyncBufRead for BufReader<R> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if this.buffer.is_empty() {
            let mut first = [0; FIRST];
            let first = &mut first[..FIRST.min(this.capacity)];
            let count = ready!(Pin::new(&mut this.inner).poll_read(cx, first))?;
            this.buffer = vec![0; this.capacity].into_boxed_slice();
            this.buffer[..count].copy_from_slice(&first[..count]);
            this.filled = count;
        } else if this.consumed == this.filled {
            let count = ready!(Pin::new(&mut this.inner).poll_read(cx, &mut this.buffer))?;
            this.consumed = 0;
            this.filled = count;
        }
        Poll::Ready(Ok(&this.buffer[this.consumed..this.filled]))
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        self.consumed = self.filled.min(self.consumed.saturating_add(count));
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for BufReader<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        if self.consumed == self.filled && buffer.len() >= self.capacity {
            // Copying would gain nothing.
            return Pin::new(&mut self.inner).poll_read(cx, buffer);
        }
        let available = ready!(self.as_mut().poll_fill_buf(cx))?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Poll::Ready(Ok(count))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for BufReader<W> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buffer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, buffers)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_close(cx)
    }
}

impl<R: fmt::Debug> fmt::Debug for BufReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufReader")
            .field("inner", &self.inner)
            .field("buffered", &self.buffer().len())
            .finish_non_exhaustive()
    }
}
