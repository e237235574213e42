//! Lines of limited length, which heads and chunk sizes are made of.

use super::Error;
use crate::prelude::*;
use futures_io::AsyncBufRead;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Appends a line, with its line end, to the buffer. Says how long it is; 0 means the end.
///
/// A line that would make the buffer longer than `limit` is [`Error::TooLarge`], with `what` as its text.
///
/// Cancel safety: what was read so far has been appended, so that a second call continues.
pub(super) fn read_line<'a, R>(
    reader: &'a mut R,
    buffer: &'a mut Vec<u8>,
    limit: usize,
    what: &'static str,
) -> ReadLine<'a, R> {
    ReadLine { start: buffer.len(), reader, buffer, limit, what }
}

pub(super) struct ReadLine<'a, R> {
    reader: &'a mut R,
    buffer: &'a mut Vec<u8>,
    start: usize,
    limit: usize,
    what: &'static str,
}

impl<R: AsyncBufRead + Unpin> Future for ReadLine<'_, R> {
    type Output = Result<usize, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        loop {
            let available = match ready!(Pin::new(&mut *this.reader).poll_fill_buf(cx)) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            let found = available.iter().position(|byte| *byte == b'\n');
            let count = found.map_or(available.len(), |index| index + 1);
            if count > this.limit.saturating_sub(this.buffer.len()) {
                return Poll::Ready(Err(Error::TooLarge(this.what)));
            }
            this.buffer.extend_from_slice(&available[..count]);
            Pin::new(&mut *this.reader).consume(count);
            if found.is_some() || count == 0 {
                return Poll::Ready(Ok(this.buffer.len() - this.start));
            }
        }
    }
}
