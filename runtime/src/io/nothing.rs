//! Readers and writers that are always ready.

use crate::budget;
use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A reader that has ended.
pub fn empty() -> Empty {
    Empty(())
}

/// The reader of [`empty`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Empty(());

/// A reader of one byte, over and over. Where much is read, other tasks have turns in between.
pub fn repeat(byte: u8) -> Repeat {
    Repeat(byte)
}

/// The reader of [`repeat`].
#[derive(Debug, Clone, Copy)]
pub struct Repeat(u8);

/// A writer that takes everything, and forgets it. Where much is written, other tasks have turns in between.
pub fn sink() -> Sink {
    Sink(())
}

/// The writer of [`sink`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Sink(());

impl AsyncRead for Empty {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut [u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(0))
    }
}

impl AsyncBufRead for Empty {
    fn poll_fill_buf(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        Poll::Ready(Ok(&[]))
    }

    fn consume(self: Pin<&mut Self>, _: usize) {}
}

impl AsyncRead for Repeat {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        ready!(budget::poll_proceed(cx)).spend();
        buffer.fill(self.0);
        Poll::Ready(Ok(buffer.len()))
    }
}

impl AsyncWrite for Sink {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(budget::poll_proceed(cx)).spend();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(budget::poll_proceed(cx)).spend();
        Poll::Ready(Ok(buffers.iter().map(|bytes| bytes.len()).sum()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
