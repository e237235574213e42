//! `SeekExt`: the methods to await on whatever has a position.

use super::{BufReader, BufWriter};
use futures_io::{AsyncBufRead, AsyncRead, AsyncSeek, AsyncWrite};
use std::future::Future;
use std::io::{self, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Methods of every [`AsyncSeek`], such as a [`File`](crate::fs::File).
pub trait SeekExt: AsyncSeek {
    /// Goes on reading and writing there. Returns the position, counted from the beginning.
    ///
    /// Cancel safety: when the future is dropped unfinished, the position is the old one.
    fn seek(&mut self, position: SeekFrom) -> Seek<'_, Self>
    where
        Self: Unpin,
    {
        Seek { inner: self, position }
    }

    /// Goes back to the beginning.
    ///
    /// Cancel safety: that of [`seek`](SeekExt::seek).
    fn rewind(&mut self) -> Seek<'_, Self>
    where
        Self: Unpin,
    {
        self.seek(SeekFrom::Start(0))
    }

    /// The position, counted from the beginning.
    ///
    /// Cancel safety: nothing is lost.
    fn stream_position(&mut self) -> Seek<'_, Self>
    where
        Self: Unpin,
    {
        self.seek(SeekFrom::Current(0))
    }
}

impl<S: AsyncSeek + ?Sized> SeekExt for S {}

/// The future of [`SeekExt::seek`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Seek<'a, S: ?Sized> {
    inner: &'a mut S,
    position: SeekFrom,
}

impl<S: AsyncSeek + Unpin + ?Sized> Future for Seek<'_, S> {
    type Output = io::Result<u64>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<u64>> {
        let this = self.get_mut();
        Pin::new(&mut *this.inner).poll_seek(cx, this.position)
    }
}

/// What was read ahead is forgotten.
impl<R: AsyncRead + AsyncSeek + Unpin> AsyncSeek for BufReader<R> {
    fn poll_seek(self: Pin<&mut Self>, cx: &mut Context<'_>, position: SeekFrom) -> Poll<io::Result<u64>> {
        let ahead = self.buffer().len() as i64;
        let position = match position {
            SeekFrom::Current(offset) => match offset.checked_sub(ahead) {
                Some(offset) => SeekFrom::Current(offset),
                // So far back that the way to it does not fit into a number: there is nothing.
                None => return Poll::Ready(Err(io::ErrorKind::InvalidInput.into())),
            },
            position => position,
        };
        let this = self.get_mut();
        let reached = ready!(Pin::new(this.get_mut()).poll_seek(cx, position))?;
        Pin::new(this).consume(ahead as usize);
        Poll::Ready(Ok(reached))
    }
}

/// What is in the buffer is passed on first.
impl<W: AsyncWrite + AsyncSeek + Unpin> AsyncSeek for BufWriter<W> {
    fn poll_seek(self: Pin<&mut Self>, cx: &mut Context<'_>, position: SeekFrom) -> Poll<io::Result<u64>> {
        let this = self.get_mut();
        ready!(this.poll_empty(cx))?;
        Pin::new(this.get_mut()).poll_seek(cx, position)
    }
}
