//! Fewer, larger writes.

use crate::prelude::*;
use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

const DEFAULT_CAPACITY: usize = 8 * 1024;

/// Collects what is written, and passes it on when there is enough of it, or when it is [flushed](super::WriteExt::flush).
///
/// What has not been flushed when this is dropped is lost: nothing can be awaited then. Reading, if the inner value can be read from, goes through
/// unchanged.
///
/// ```
/// use resumable::io::{BufWriter, WriteExt};
///
/// # resumable::block_on(async {
/// let mut writer = BufWriter::new(Vec::new());
/// for word in ["one ", "two ", "three"] {
///     writer.write_all(word.as_bytes()).await?;
/// }
/// assert!(writer.get_ref().is_empty());
/// writer.flush().await?;
/// assert_eq!(writer.get_ref(), b"one two three");
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
pub struct BufWriter<W> {
    inner: W,
    /// `buffer[written..]` has yet to be written to the inner writer.
    buffer: Vec<u8>,
    written: usize,
    capacity: usize,
}

impl<W> BufWriter<W> {
    /// A writer with a buffer of 8 KiB, which is allocated by the first write.
    pub fn new(inner: W) -> Self {
        BufWriter::with_capacity(DEFAULT_CAPACITY, inner)
    }

    /// A writer with a buffer of so many bytes. With 0 every write goes through.
    pub fn with_capacity(capacity: usize, inner: W) -> Self {
        BufWriter { inner, buffer: Vec::new(), written: 0, capacity }
    }

    /// What was written and not yet passed on.
    pub fn buffer(&self) -> &[u8] {
        &self.buffer[self.written..]
    }
}

inner!(BufWriter<W>: "The inner writer.", "What is written to it directly comes before what is in the buffer.", "What is in the buffer is lost.");

impl<W: AsyncWrite + Unpin> BufWriter<W> {
    /// Passes on what is in the buffer.
    pub(super) fn poll_empty(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.buffer.len() {
            match ready!(Pin::new(&mut self.inner).poll_write(cx, &self.buffer[self.written..])) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(count) => self.written += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        self.buffer.clear();
        self.written = 0;
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for BufWriter<W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if bytes.len() > this.capacity.saturating_sub(this.buffer.len()) {
            ready!(this.poll_empty(cx))?;
        }
        if bytes.len() >= this.capacity {
            // Copying would gain nothing.
            return Pin::new(&mut this.inner).poll_write(cx, bytes);
        }
        this.buffer.reserve_exact(this.capacity - this.buffer.len());
        this.buffer.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_empty(cx))?;
        Pin::new(&mut this.inner).poll_flush(cx)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_empty(cx))?;
        Pin::new(&mut this.inner).poll_close(cx)
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for BufWriter<R> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<R: AsyncBufRead + Unpin> AsyncBufRead for BufWriter<R> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        Pin::new(&mut self.get_mut().inner).poll_fill_buf(cx)
    }

    fn consume(mut self: Pin<&mut Self>, count: usize) {
        Pin::new(&mut self.inner).consume(count);
    }
}

impl<W: fmt::Debug> fmt::Debug for BufWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufWriter")
            .field("inner", &self.inner)
            .field("buffered", &self.buffer().len())
            .finish_non_exhaustive()
    }
}
