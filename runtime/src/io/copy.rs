//! From a reader to a writer.

use crate::prelude::*;
use futures_io::{AsyncRead, AsyncWrite};
use std::future::{Future, poll_fn};
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
    Copy { reader, writer, transfer: Transfer::new() }
}

/// Copies both ways until both have ended, and returns how many bytes went to the second, and to the first. The end of one is passed on to the other
/// by closing its writer: what a proxy does between two connections.
///
/// Cancel safety: none. What was read and not yet written is lost.
///
/// # Errors
///
/// The first error of either. The other direction is given up then.
///
/// ```
/// use resumable::io::{self, ReadExt, WriteExt};
/// # use resumable::net::UnixStream;
///
/// # #[cfg(unix)]
/// # resumable::block_on(async {
/// # let (mut client, mut proxy_side) = UnixStream::pair()?;
/// # let (mut backend_side, mut server) = UnixStream::pair()?;
/// let proxy = resumable::spawn(async move { io::copy_bidirectional(&mut proxy_side, &mut backend_side).await });
/// client.write_all(b"hello").await?;
/// client.close().await?;
/// let mut text = String::new();
/// server.read_to_string(&mut text).await?;
/// assert_eq!(text, "hello");
/// drop(server);
/// assert_eq!(proxy.await??, (5, 0));
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
pub async fn copy_bidirectional<A, B>(first: &mut A, second: &mut B) -> io::Result<(u64, u64)>
where
    A: AsyncRead + AsyncWrite + Unpin + ?Sized,
    B: AsyncRead + AsyncWrite + Unpin + ?Sized,
{
    let (mut there, mut back) = (OneWay::new(), OneWay::new());
    poll_fn(|cx| {
        // Both make what way they can, before one waits.
        let there = there.poll(first, second, cx)?;
        let back = back.poll(second, first, cx)?;
        match (there, back) {
            (Poll::Ready(there), Poll::Ready(back)) => Poll::Ready(Ok((there, back))),
            _ => Poll::Pending,
        }
    })
    .await
}

/// From a reader to a writer that somebody else reads from and writes to as well.
struct OneWay {
    transfer: Transfer,
    /// How much it was, once the writer has been closed.
    total: Option<u64>,
}

impl OneWay {
    fn new() -> Self {
        OneWay { transfer: Transfer::new(), total: None }
    }

    fn poll<R, W>(&mut self, reader: &mut R, writer: &mut W, cx: &mut Context<'_>) -> Poll<io::Result<u64>>
    where
        R: AsyncRead + Unpin + ?Sized,
        W: AsyncWrite + Unpin + ?Sized,
    {
        if let Some(total) = self.total {
            return Poll::Ready(Ok(total));
        }
        let total = ready!(self.transfer.poll(reader, writer, cx))?;
        ready!(Pin::new(writer).poll_close(cx))?;
        self.total = Some(total);
        Poll::Ready(Ok(total))
    }
}

/// The future of [`copy`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Copy<'a, R: ?Sized, W: ?Sized> {
    reader: &'a mut R,
    writer: &'a mut W,
    transfer: Transfer,
}

impl<R, W> Future for Copy<'_, R, W>
where
    R: AsyncRead + Unpin + ?Sized,
    W: AsyncWrite + Unpin + ?Sized,
{
    type Output = io::Result<u64>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        this.transfer.poll(this.reader, this.writer, cx)
    }
}

/// What is on its way from a reader to a writer, which are the same at each poll.
#[derive(Debug)]
struct Transfer {
    buffer: Box<[u8]>,
    /// `buffer[written..filled]` was read and has yet to be written.
    written: usize,
    filled: usize,
    ended: bool,
    total: u64,
}

impl Transfer {
    fn new() -> Self {
        Transfer { buffer: vec![0; CAPACITY].into_boxed_slice(), written: 0, filled: 0, ended: false, total: 0 }
    }

    /// Ready at the end, when all has been written and flushed.
    fn poll<R, W>(&mut self, reader: &mut R, writer: &mut W, cx: &mut Context<'_>) -> Poll<io::Result<u64>>
    where
        R: AsyncRead + Unpin + ?Sized,
        W: AsyncWrite + Unpin + ?Sized,
    {
        loop {
            ready!(self.poll_drain(writer, cx))?;
            if self.ended {
                ready!(Pin::new(&mut *writer).poll_flush(cx))?;
                return Poll::Ready(Ok(self.total));
            }
            ready!(self.poll_fill(reader, writer, cx))?;
        }
    }

    fn poll_drain<W: AsyncWrite + Unpin + ?Sized>(
        &mut self,
        writer: &mut W,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.written < self.filled {
            let rest = &self.buffer[self.written..self.filled];
            match ready!(Pin::new(&mut *writer).poll_write(cx, rest)) {
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

    fn poll_fill<R, W>(&mut self, reader: &mut R, writer: &mut W, cx: &mut Context<'_>) -> Poll<io::Result<()>>
    where
        R: AsyncRead + Unpin + ?Sized,
        W: AsyncWrite + Unpin + ?Sized,
    {
        match Pin::new(reader).poll_read(cx, &mut self.buffer) {
            Poll::Ready(Ok(count)) => {
                (self.written, self.filled, self.ended) = (0, count, count == 0);
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Poll::Ready(Ok(())),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                // The reader may be waiting for an answer to something that still sits in the writer.
                if let Poll::Ready(Err(error)) = Pin::new(writer).poll_flush(cx) {
                    return Poll::Ready(Err(error));
                }
                Poll::Pending
            }
        }
    }
}
