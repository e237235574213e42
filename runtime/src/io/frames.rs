//! Messages over a stream of bytes, each behind its length.

use super::read::Room;
use crate::prelude::*;
use futures_core::Stream;
use futures_io::{AsyncRead, AsyncWrite};
use std::fmt;
use std::future::{Future, poll_fn};
use std::io::{self, IoSlice};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How many bytes the length takes.
const HEAD: usize = size_of::<u32>();
/// How much room is made at once: whoever announces much and sends little gets no more.
const PORTION: usize = 8 * 1024;

/// Messages: made by [`ReadExt::frames`](super::ReadExt::frames). Also a [`Stream`].
pub struct Frames<R> {
    reader: R,
    limit: usize,
    head: [u8; HEAD],
    /// How much of the head has come.
    filled: usize,
    /// What has come of the message.
    frame: Vec<u8>,
}

pub(super) fn frames<R>(reader: R, limit: usize) -> Frames<R> {
    Frames { reader, limit, head: [0; HEAD], filled: 0, frame: Vec::new() }
}

impl<R> Frames<R> {
    /// The reader, with what comes after the messages that were taken.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The reader. What has come of a message that was waited for in vain is lost.
    pub fn into_inner(self) -> R {
        self.reader
    }
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// The next message. `None` is the end.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, the next call goes on with what has come.
    ///
    /// # Errors
    ///
    /// Those of the reader; [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the end comes within a message, and
    /// [`InvalidData`](io::ErrorKind::InvalidData) if one is longer than the limit, which is all that comes from then on.
    pub fn next_frame(&mut self) -> impl Future<Output = io::Result<Option<Vec<u8>>>> {
        poll_fn(|cx| self.poll_next_frame(cx))
    }

    /// [`next_frame`](Frames::next_frame), to be polled.
    pub fn poll_next_frame(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Vec<u8>>>> {
        while self.filled < HEAD {
            let (reader, room) = (&mut self.reader, &mut self.head[self.filled..]);
            self.filled += match ready!(poll_some(reader, cx, room))? {
                0 if self.filled == 0 => return Poll::Ready(Ok(None)),
                0 => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
                count => count,
            };
        }
        // Where a size has fewer bits, so has the limit.
        let length = usize::try_from(u32::from_be_bytes(self.head)).unwrap_or(usize::MAX);
        if length > self.limit {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "a message is longer than the limit")));
        }
        while self.frame.len() < length {
            let portion = (length - self.frame.len()).min(PORTION);
            let mut room = Room::behind(&mut self.frame, portion);
            match ready!(poll_some(&mut self.reader, cx, room.empty()))? {
                0 => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
                count => room.fill(count),
            }
        }
        self.filled = 0;
        Poll::Ready(Ok(Some(mem::take(&mut self.frame))))
    }
}

fn poll_some<R>(reader: &mut R, cx: &mut Context<'_>, room: &mut [u8]) -> Poll<io::Result<usize>>
where
    R: AsyncRead + Unpin,
{
    loop {
        match ready!(Pin::new(&mut *reader).poll_read(cx, room)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return Poll::Ready(result),
        }
    }
}

impl<R: AsyncRead + Unpin> Stream for Frames<R> {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Vec<u8>>>> {
        self.get_mut().poll_next_frame(cx).map(Result::transpose)
    }
}

/// The future of [`WriteExt::write_frame`](super::WriteExt::write_frame).
#[must_use = "futures do nothing unless awaited"]
pub struct WriteFrame<'a, W: ?Sized> {
    writer: &'a mut W,
    /// None if the message is too long.
    head: Option<[u8; HEAD]>,
    frame: &'a [u8],
    /// Of both.
    written: usize,
}

pub(super) fn write_frame<'a, W: ?Sized>(writer: &'a mut W, frame: &'a [u8]) -> WriteFrame<'a, W> {
    let head = u32::try_from(frame.len()).ok().map(u32::to_be_bytes);
    WriteFrame { writer, head, frame, written: 0 }
}

impl<W: AsyncWrite + Unpin + ?Sized> Future for WriteFrame<'_, W> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let Some(head) = &this.head else {
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidInput, "a message of more than 2³² bytes")));
        };
        while this.written < HEAD + this.frame.len() {
            let head = &head[this.written.min(HEAD)..];
            let frame = &this.frame[this.written.saturating_sub(HEAD)..];
            // Both with a single call, where the writer can do that.
            let rest = [IoSlice::new(head), IoSlice::new(frame)];
            match ready!(Pin::new(&mut *this.writer).poll_write_vectored(cx, &rest)) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(count) => this.written += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<R> fmt::Debug for Frames<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frames").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl<W: ?Sized> fmt::Debug for WriteFrame<'_, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteFrame").field("written", &self.written).finish_non_exhaustive()
    }
}
