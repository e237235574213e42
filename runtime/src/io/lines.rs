//! `BufReadExt`: reading up to a delimiter.

use super::read::append_utf8;
use crate::prelude::*;
use futures_core::Stream;
use futures_io::AsyncBufRead;
use std::future::{Future, poll_fn};
use std::io;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Methods of every [`AsyncBufRead`], such as [`BufReader`](super::BufReader).
pub trait BufReadExt: AsyncBufRead {
    /// Appends everything up to and including the delimiter, or up to the end. Returns the number of bytes; 0 means the end.
    ///
    /// There is no limit: a peer that never sends the delimiter fills the memory.
    ///
    /// Cancel safety: what was read so far has been appended, so that a second call continues.
    fn read_until<'a>(&'a mut self, delimiter: u8, buffer: &'a mut Vec<u8>) -> ReadUntil<'a, Self>
    where
        Self: Unpin,
    {
        ReadUntil { start: buffer.len(), reader: self, delimiter, buffer }
    }

    /// Appends a line with its line feed, or the rest if there is none. Returns the number of bytes; 0 means the end.
    ///
    /// There is no limit: a peer that never ends the line fills the memory.
    ///
    /// Cancel safety: none. What was read so far is lost; [`read_until`](BufReadExt::read_until) keeps it.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](io::ErrorKind::InvalidData) if the line is not UTF-8; nothing is appended then.
    fn read_line<'a>(&'a mut self, line: &'a mut String) -> ReadLine<'a, Self>
    where
        Self: Unpin,
    {
        ReadLine { reader: self, bytes: Vec::new(), line }
    }

    /// The lines, without their ends.
    ///
    /// There is no limit: a peer that never ends the line fills the memory, unless the reader is one of [`take`](super::ReadExt::take).
    fn lines(self) -> Lines<Self>
    where
        Self: Sized,
    {
        Lines { reader: self, bytes: Vec::new() }
    }

    /// What is between delimiters.
    ///
    /// There is no limit: a peer that never sends the delimiter fills the memory, unless the reader is one of [`take`](super::ReadExt::take).
    fn split(self, delimiter: u8) -> Split<Self>
    where
        Self: Sized,
    {
        Split { reader: self, delimiter, bytes: Vec::new() }
    }
}

impl<R: AsyncBufRead + ?Sized> BufReadExt for R {}

/// What is between delimiters: made by [`BufReadExt::split`]. Also a [`Stream`].
#[derive(Debug)]
pub struct Split<R> {
    reader: R,
    delimiter: u8,
    /// What has come of the next segment.
    bytes: Vec<u8>,
}

impl<R> Split<R> {
    /// The reader, with what comes after the segments that were taken.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The reader. What has come of a segment that was waited for in vain is lost.
    pub fn into_inner(self) -> R {
        self.reader
    }
}

impl<R: AsyncBufRead + Unpin> Split<R> {
    /// The next segment, without the delimiter, or the rest if there is none. `None` is the end.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, the next call goes on with what has come.
    ///
    /// # Errors
    ///
    /// Those of the reader.
    pub fn next_segment(&mut self) -> impl Future<Output = io::Result<Option<Vec<u8>>>> {
        poll_fn(|cx| self.poll_next_segment(cx))
    }

    /// [`next_segment`](Split::next_segment), to be polled.
    pub fn poll_next_segment(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Vec<u8>>>> {
        ready!(poll_until(&mut self.reader, cx, self.delimiter, &mut self.bytes))?;
        if self.bytes.is_empty() {
            return Poll::Ready(Ok(None));
        }
        let mut segment = mem::take(&mut self.bytes);
        segment.pop_if(|byte| *byte == self.delimiter);
        Poll::Ready(Ok(Some(segment)))
    }
}

impl<R: AsyncBufRead + Unpin> Stream for Split<R> {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Vec<u8>>>> {
        self.get_mut().poll_next_segment(cx).map(Result::transpose)
    }
}

/// The future of [`BufReadExt::read_until`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct ReadUntil<'a, R: ?Sized> {
    reader: &'a mut R,
    delimiter: u8,
    buffer: &'a mut Vec<u8>,
    start: usize,
}

impl<R: AsyncBufRead + Unpin + ?Sized> Future for ReadUntil<'_, R> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        ready!(poll_until(this.reader, cx, this.delimiter, this.buffer))?;
        Poll::Ready(Ok(this.buffer.len() - this.start))
    }
}

/// The future of [`BufReadExt::read_line`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct ReadLine<'a, R: ?Sized> {
    reader: &'a mut R,
    bytes: Vec<u8>,
    line: &'a mut String,
}

impl<R: AsyncBufRead + Unpin + ?Sized> Future for ReadLine<'_, R> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        ready!(poll_until(this.reader, cx, b'\n', &mut this.bytes))?;
        Poll::Ready(append_utf8(&this.bytes, this.line))
    }
}

/// Lines: made by [`BufReadExt::lines`]. Also a [`Stream`].
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    /// What has come of the next line.
    bytes: Vec<u8>,
}

impl<R> Lines<R> {
    /// The reader, with what comes after the lines that were taken.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The reader. What has come of a line that was waited for in vain is lost.
    pub fn into_inner(self) -> R {
        self.reader
    }
}

impl<R: AsyncBufRead + Unpin> Lines<R> {
    /// The next line, without `\n` or `\r\n`, or the rest if there is no line end. `None` is the end.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, the next call goes on with what has come.
    ///
    /// # Errors
    ///
    /// Those of the reader, and [`InvalidData`](io::ErrorKind::InvalidData) if the line is not UTF-8: it is left out, and the next call gives the
    /// one after it.
    pub fn next_line(&mut self) -> impl Future<Output = io::Result<Option<String>>> {
        poll_fn(|cx| self.poll_next_line(cx))
    }

    /// [`next_line`](Lines::next_line), to be polled.
    pub fn poll_next_line(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<String>>> {
        ready!(poll_until(&mut self.reader, cx, b'\n', &mut self.bytes))?;
        if self.bytes.is_empty() {
            return Poll::Ready(Ok(None));
        }
        let mut line = mem::take(&mut self.bytes);
        if line.pop_if(|byte| *byte == b'\n').is_some() {
            line.pop_if(|byte| *byte == b'\r');
        }
        Poll::Ready(match String::from_utf8(line) {
            Ok(line) => Ok(Some(line)),
            Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        })
    }
}

impl<R: AsyncBufRead + Unpin> Stream for Lines<R> {
    type Item = io::Result<String>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<String>>> {
        self.get_mut().poll_next_line(cx).map(Result::transpose)
    }
}

fn poll_until<R>(reader: &mut R, cx: &mut Context<'_>, delimiter: u8, buffer: &mut Vec<u8>) -> Poll<io::Result<()>>
where
    R: AsyncBufRead + Unpin + ?Sized,
{
    loop {
        let available = match ready!(Pin::new(&mut *reader).poll_fill_buf(cx)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            available => available?,
        };
        let found = available.iter().position(|byte| *byte == delimiter);
        let count = found.map_or(available.len(), |index| index + 1);
        buffer.extend_from_slice(&available[..count]);
        Pin::new(&mut *reader).consume(count);
        if found.is_some() || count == 0 {
            return Poll::Ready(Ok(()));
        }
    }
}
