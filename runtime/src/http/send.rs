//! Sending a request, while its response is read.
//!
//! A server may answer before it has read the whole request: to refuse it, or because the answer is made of it piece by piece, as an echo is. If
//! nobody read before the request is through, both sides could wait for each other to make room. So [`Sending`] is a reader of the response: whoever
//! waits for that drives the request on.

use super::Error;
use super::request::{Body, Connection, Parts};
use crate::prelude::*;
use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use std::io::{self, IoSlice, Write};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How much is read of a body at a time, in bytes: the longest chunk.
const PORTION: usize = 16 * 1024;
/// Room for the size of a chunk, in front of it.
const BEFORE: usize = "4000\r\n".len();

/// Reads from the stream, and writes the request to it meanwhile.
pub(super) struct Sending<'a, S> {
    stream: &'a mut S,
    /// What is written next is `buffer[unsent]`: the head, later the chunks of a body that is read.
    buffer: Vec<u8>,
    unsent: Range<usize>,
    /// A body that is there as a whole, what is left of it.
    bytes: &'a [u8],
    /// A body that is read, until its end.
    reader: Option<Pin<&'a mut (dyn AsyncRead + Send + 'static)>>,
    /// How much is left to read, if that was said; otherwise it is sent in chunks.
    unread: Option<u64>,
    /// What has become of it, once that is known.
    outcome: Option<Result<(), Error>>,
}

impl<'a, S: AsyncBufRead + AsyncWrite + Unpin> Sending<'a, S> {
    pub(super) fn new(stream: &'a mut S, parts: &'a mut Parts, connection: Connection) -> Self {
        let buffer = parts.head(connection).into_bytes();
        let unsent = 0..buffer.len();
        let (bytes, reader, unread) = match &mut parts.body {
            Body::Empty | Body::Reader(_, Some(0)) => (&[][..], None, None),
            Body::Bytes(bytes) => (&bytes[..], None, None),
            Body::Reader(reader, length) => (&[][..], Some(reader.as_mut()), *length),
        };
        Sending { stream, buffer, unsent, bytes, reader, unread, outcome: None }
    }

    /// What has become of the request: none if it was not through when nobody read any more.
    pub(super) fn into_outcome(self) -> Option<Result<(), Error>> {
        self.outcome
    }

    /// Goes on with the request, and fails if there will be no more of it. Failures of the stream do not count, since there may be an answer to read.
    fn drive(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.outcome.is_none()
            && let Poll::Ready(outcome) = self.poll_send(cx)
        {
            self.outcome = Some(outcome);
        }
        match &self.outcome {
            Some(Err(Error::Body(error))) => {
                Err(io::Error::new(error.kind(), "the body of the request cannot be read"))
            }
            _ => Ok(()),
        }
    }

    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        loop {
            ready!(self.poll_write(cx))?;
            if self.reader.is_none() {
                return Pin::new(&mut *self.stream).poll_flush(cx).map_err(Error::Io);
            }
            if self.poll_next_portion(cx).map_err(Error::Body)?.is_pending() {
                // The server may be waiting for what there is.
                ready!(Pin::new(&mut *self.stream).poll_flush(cx))?;
                return Poll::Pending;
            }
        }
    }

    /// Writes what there is.
    fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let unsent = &self.buffer[self.unsent.clone()];
            if unsent.is_empty() && self.bytes.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let parts = [IoSlice::new(unsent), IoSlice::new(self.bytes)];
            let parts = if unsent.is_empty() { &parts[1..] } else { &parts[..] };
            match ready!(Pin::new(&mut *self.stream).poll_write_vectored(cx, parts)) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(count) => {
                    let of_buffer = count.min(self.unsent.len());
                    self.unsent.start += of_buffer;
                    self.bytes = &self.bytes[count - of_buffer..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// Reads a portion of the body, or finds its end.
    fn poll_next_portion(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(reader) = &mut self.reader else { return Poll::Ready(Ok(())) };
        self.buffer.resize(BEFORE + PORTION + 2, 0);
        let most = self.unread.map_or(PORTION, |unread| unread.min(PORTION as u64) as usize);
        let length = loop {
            match ready!(reader.as_mut().poll_read(cx, &mut self.buffer[BEFORE..][..most])) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        if let Some(unread) = &mut self.unread {
            if length == 0 {
                let message = "the body ends before the length that was given";
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::UnexpectedEof, message)));
            }
            *unread -= length as u64;
            self.unsent = BEFORE..BEFORE + length;
            if *unread == 0 {
                self.reader = None;
            }
            return Poll::Ready(Ok(()));
        }
        let size = std::format!("{length:x}\r\n");
        let (start, end) = (BEFORE - size.len(), BEFORE + length);
        (&mut self.buffer[start..]).write_all(size.as_bytes())?;
        (&mut self.buffer[end..]).write_all(b"\r\n")?;
        self.unsent = start..end + 2;
        if length == 0 {
            self.reader = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncBufRead + AsyncWrite + Unpin> AsyncBufRead for Sending<'_, S> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        this.drive(cx)?;
        Pin::new(&mut *this.stream).poll_fill_buf(cx)
    }

    fn consume(self: Pin<&mut Self>, count: usize) {
        Pin::new(&mut *self.get_mut().stream).consume(count);
    }
}

impl<S: AsyncBufRead + AsyncWrite + Unpin> AsyncRead for Sending<'_, S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.drive(cx)?;
        Pin::new(&mut *this.stream).poll_read(cx, buffer)
    }
}
