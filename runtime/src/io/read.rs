//! `ReadExt`: the methods to await on whatever can be read from.

use super::frames::Frames;
use super::numbers::read_numbers;
use super::{Chain, ReadNumber, Take};
use crate::prelude::*;
use futures_io::AsyncRead;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How much room the readers to the end make at a time, in bytes.
const PORTION: usize = 8 * 1024;

/// Methods of every [`AsyncRead`].
pub trait ReadExt: AsyncRead {
    /// Reads what is there, at most as much as the buffer has room for, and waits if there is nothing. Returns the number of bytes; 0 means
    /// the end, unless the buffer is empty.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing has been read.
    fn read<'a>(&'a mut self, buffer: &'a mut [u8]) -> Read<'a, Self>
    where
        Self: Unpin,
    {
        Read { reader: self, buffer }
    }

    /// Fills the whole buffer.
    ///
    /// Cancel safety: none. What was read so far is in the buffer, but how much is not known.
    ///
    /// # Errors
    ///
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the end comes first.
    fn read_exact<'a>(&'a mut self, buffer: &'a mut [u8]) -> ReadExact<'a, Self>
    where
        Self: Unpin,
    {
        ReadExact { reader: self, buffer, filled: 0 }
    }

    /// Appends everything up to the end to the buffer. Returns the number of bytes read.
    ///
    /// There is no limit: a peer that never stops fills the memory.
    ///
    /// Cancel safety: what was read so far has been appended, so that a second call continues.
    fn read_to_end<'a>(&'a mut self, buffer: &'a mut Vec<u8>) -> ReadToEnd<'a, Self>
    where
        Self: Unpin,
    {
        ReadToEnd { start: buffer.len(), reader: self, buffer }
    }

    /// Appends everything up to the end to the string. Returns the number of bytes read.
    ///
    /// There is no limit: a peer that never stops fills the memory.
    ///
    /// Cancel safety: none. What was read so far is lost.
    ///
    /// # Errors
    ///
    /// [`InvalidData`](io::ErrorKind::InvalidData) if the bytes are not UTF-8; nothing is appended then.
    fn read_to_string<'a>(&'a mut self, string: &'a mut String) -> ReadToString<'a, Self>
    where
        Self: Unpin,
    {
        ReadToString { reader: self, bytes: Vec::new(), string }
    }

    /// Reads a byte.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing has been read.
    ///
    /// # Errors
    ///
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if this is the end.
    fn read_u8(&mut self) -> ReadNumber<'_, Self, u8, 1>
    where
        Self: Unpin,
    {
        super::numbers::read(self, u8::from_be_bytes)
    }

    /// Reads a byte.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing has been read.
    ///
    /// # Errors
    ///
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if this is the end.
    fn read_i8(&mut self) -> ReadNumber<'_, Self, i8, 1>
    where
        Self: Unpin,
    {
        super::numbers::read(self, i8::from_be_bytes)
    }

    read_numbers! {
        u16, read_u16, read_u16_le;
        u32, read_u32, read_u32_le;
        u64, read_u64, read_u64_le;
        u128, read_u128, read_u128_le;
        i16, read_i16, read_i16_le;
        i32, read_i32, read_i32_le;
        i64, read_i64, read_i64_le;
        i128, read_i128, read_i128_le;
        f32, read_f32, read_f32_le;
        f64, read_f64, read_f64_le;
    }

    /// The messages that [`WriteExt::write_frame`](super::WriteExt::write_frame) writes, none of which is longer than the limit, in bytes.
    ///
    /// Each is read with two calls at least; a [`BufReader`](super::BufReader) around the reader makes that few for many that are short.
    ///
    /// ```
    /// use resumable::io::{self, ReadExt, WriteExt};
    ///
    /// # resumable::block_on(async {
    /// let (mut here, there) = io::duplex(64);
    /// here.write_frame(b"hello").await?;
    /// here.write_frame(b"").await?;
    /// drop(here);
    /// let mut frames = there.frames(1024);
    /// assert_eq!(frames.next_frame().await?.as_deref(), Some(&b"hello"[..]));
    /// assert_eq!(frames.next_frame().await?.as_deref(), Some(&b""[..]));
    /// assert_eq!(frames.next_frame().await?, None);
    /// # std::io::Result::Ok(())
    /// # }).unwrap();
    /// ```
    fn frames(self, limit: usize) -> Frames<Self>
    where
        Self: Sized,
    {
        super::frames::frames(self, limit)
    }

    /// What is in this reader, then what is in the other.
    fn chain<R: AsyncRead>(self, next: R) -> Chain<Self, R>
    where
        Self: Sized,
    {
        super::chain::chain(self, next)
    }

    /// A reader that ends after so many bytes, or with this one: a limit for what reads to the end, or to the end of a line. Use it on a reference,
    /// `(&mut reader).take(100)`, to go on with the reader afterwards.
    fn take(self, limit: u64) -> Take<Self>
    where
        Self: Sized,
    {
        super::take::take(self, limit)
    }
}

impl<R: AsyncRead + ?Sized> ReadExt for R {}

/// The future of [`ReadExt::read`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Read<'a, R: ?Sized> {
    reader: &'a mut R,
    buffer: &'a mut [u8],
}

impl<R: AsyncRead + Unpin + ?Sized> Future for Read<'_, R> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        Pin::new(&mut *this.reader).poll_read(cx, this.buffer)
    }
}

/// The future of [`ReadExt::read_exact`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct ReadExact<'a, R: ?Sized> {
    reader: &'a mut R,
    buffer: &'a mut [u8],
    filled: usize,
}

impl<R: AsyncRead + Unpin + ?Sized> Future for ReadExact<'_, R> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        poll_exact(this.reader, cx, this.buffer, &mut this.filled)
    }
}

/// Fills the buffer, so much of which has been.
pub(super) fn poll_exact<R>(
    reader: &mut R,
    cx: &mut Context<'_>,
    buffer: &mut [u8],
    filled: &mut usize,
) -> Poll<io::Result<()>>
where
    R: AsyncRead + Unpin + ?Sized,
{
    while *filled < buffer.len() {
        match ready!(Pin::new(&mut *reader).poll_read(cx, &mut buffer[*filled..])) {
            Ok(0) => return Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
            Ok(count) => *filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Poll::Ready(Err(error)),
        }
    }
    Poll::Ready(Ok(()))
}

/// The future of [`ReadExt::read_to_end`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct ReadToEnd<'a, R: ?Sized> {
    reader: &'a mut R,
    buffer: &'a mut Vec<u8>,
    start: usize,
}

impl<R: AsyncRead + Unpin + ?Sized> Future for ReadToEnd<'_, R> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        ready!(poll_to_end(this.reader, cx, this.buffer))?;
        Poll::Ready(Ok(this.buffer.len() - this.start))
    }
}

/// The future of [`ReadExt::read_to_string`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct ReadToString<'a, R: ?Sized> {
    reader: &'a mut R,
    bytes: Vec<u8>,
    string: &'a mut String,
}

impl<R: AsyncRead + Unpin + ?Sized> Future for ReadToString<'_, R> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        ready!(poll_to_end(this.reader, cx, &mut this.bytes))?;
        Poll::Ready(append_utf8(&this.bytes, this.string))
    }
}

/// Appends to the buffer until the end. However a poll ends, the buffer holds what was read and nothing else.
fn poll_to_end<R>(reader: &mut R, cx: &mut Context<'_>, buffer: &mut Vec<u8>) -> Poll<io::Result<()>>
where
    R: AsyncRead + Unpin + ?Sized,
{
    loop {
        let mut room = Room::behind(buffer, PORTION);
        match ready!(Pin::new(&mut *reader).poll_read(cx, room.empty())) {
            Ok(0) => return Poll::Ready(Ok(())),
            Ok(count) => room.fill(count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Poll::Ready(Err(error)),
        }
    }
}

/// Room behind what is in a buffer. It goes when this is dropped, as far as it has not been filled.
pub(super) struct Room<'b> {
    buffer: &'b mut Vec<u8>,
    filled: usize,
}

impl<'b> Room<'b> {
    pub(super) fn behind(buffer: &'b mut Vec<u8>, portion: usize) -> Self {
        let filled = buffer.len();
        buffer.resize(filled + portion, 0);
        Room { buffer, filled }
    }

    pub(super) fn empty(&mut self) -> &mut [u8] {
        &mut self.buffer[self.filled..]
    }

    pub(super) fn fill(mut self, count: usize) {
        self.filled += count;
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        self.buffer.truncate(self.filled);
    }
}

/// Appends the bytes to the string and returns their number.
pub(super) fn append_utf8(bytes: &[u8], string: &mut String) -> io::Result<usize> {
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            string.push_str(text);
            Ok(bytes.len())
        }
        Err(error) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
    }
}
