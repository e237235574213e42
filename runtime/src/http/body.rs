//! The body of a response, on its way to a writer: a vector, or one of the user's.

use super::Error;
use super::head::Framing;
use super::line::read_line;
use crate::io::ReadExt;
use crate::prelude::*;
use futures_io::{AsyncBufRead, AsyncWrite};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How long a line with a chunk size may be, extensions included.
const MAX_CHUNK_LINE: usize = 1024;
/// How many bytes of chunk extensions and trailers a body may carry in all. They are read and thrown away, so nothing else bounds them.
const MAX_CHUNK_EXTRAS: usize = 16 * 1024;
/// How many bytes to read for the sake of the connection. More would be slower than a new one, or never end.
const MAX_SKIPPED: u64 = 16 * 1024;
const TOO_LARGE: Error = Error::TooLarge("the body of the response");

/// Writes the body, of so many bytes at most, as it comes. Cancel safety: none.
#[crate::coroutine]
pub(super) async fn pass_on<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin>(
    reader: &mut R,
    framing: Framing,
    limit: u64,
    writer: &mut W,
) -> Result<(), Error> {
    match framing {
        Framing::Length(length) if length > limit => Err(TOO_LARGE),
        Framing::Length(length) => pass_portion(reader, length, writer).await,
        Framing::Chunked => pass_chunks(reader, limit, writer).await,
        Framing::UntilClose => {
            let left = Passing { reader, writer, left: limit }.await?;
            if left > 0 {
                return Ok(());
            }
            // What fills the limit must be all there is.
            let more = Passing { reader, writer: &mut Vec::new(), left: 1 };
            if more.await? == 0 { Err(TOO_LARGE) } else { Ok(()) }
        }
    }
}

/// Reads a body that nobody wants, so that the connection can be used again. False if that would take more than it is worth.
#[crate::coroutine]
pub(super) async fn skip<R: AsyncBufRead + Unpin>(reader: &mut R, framing: Framing) -> Result<bool, Error> {
    match pass_on(reader, framing, MAX_SKIPPED, &mut Vec::new()).await {
        Err(Error::TooLarge(_)) => Ok(false),
        result => result.map(|()| true),
    }
}

#[crate::coroutine]
async fn pass_portion<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin>(
    reader: &mut R,
    length: u64,
    writer: &mut W,
) -> Result<(), Error> {
    let left = Passing { reader, writer, left: length }.await?;
    if left == 0 { Ok(()) } else { Err(Error::UnexpectedEnd) }
}

/// Writes what is read, up to so many bytes. Its output is how many are missing, for the reader has come to its end.
struct Passing<'a, R, W> {
    reader: &'a mut R,
    writer: &'a mut W,
    left: u64,
}

impl<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin> Future for Passing<'_, R, W> {
    type Output = Result<u64, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<u64, Error>> {
        let this = self.get_mut();
        while this.left > 0 {
            // The reader is asked first even if it is the writer that is waited for: it sends the request on.
            let available = match ready!(Pin::new(&mut *this.reader).poll_fill_buf(cx)) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                break;
            }
            let portion = &available[..available.len().min(usize::try_from(this.left).unwrap_or(usize::MAX))];
            let count = match ready!(Pin::new(&mut *this.writer).poll_write(cx, portion)) {
                Ok(0) => return Poll::Ready(Err(Error::Writer(io::ErrorKind::WriteZero.into()))),
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Poll::Ready(Err(Error::Writer(error))),
            };
            Pin::new(&mut *this.reader).consume(count);
            this.left -= count as u64;
        }
        Poll::Ready(Ok(this.left))
    }
}

#[crate::coroutine]
async fn pass_chunks<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin>(
    reader: &mut R,
    limit: u64,
    writer: &mut W,
) -> Result<(), Error> {
    let (mut left, mut extras) = (limit, 0);
    let mut line = Vec::new();
    loop {
        read_chunk_line(reader, &mut line).await?;
        let (length, extension) = parse_chunk_line(&line)?;
        extras += extension;
        if extras > MAX_CHUNK_EXTRAS {
            return Err(Error::TooLarge("the chunk extensions"));
        }
        if length == 0 {
            return read_trailers(reader, MAX_CHUNK_EXTRAS - extras).await;
        }
        left = left.checked_sub(length).ok_or(TOO_LARGE)?;
        pass_portion(reader, length, writer).await?;
        let mut end = [0; 2];
        reader.read_exact(&mut end).await?;
        if end != *b"\r\n" {
            return Err(Error::BadChunk("its data is not followed by a line end"));
        }
    }
}

/// Puts the next line into the buffer, without its line end.
#[crate::coroutine]
async fn read_chunk_line<R: AsyncBufRead + Unpin>(reader: &mut R, line: &mut Vec<u8>) -> Result<(), Error> {
    line.clear();
    read_line(reader, line, MAX_CHUNK_LINE, "the line of a chunk size").await?;
    if !line.ends_with(b"\n") {
        return Err(Error::UnexpectedEnd);
    }
    if !line.ends_with(b"\r\n") {
        return Err(Error::BadChunk("the line of its size ends in a bare line feed"));
    }
    line.truncate(line.len() - 2);
    Ok(())
}

/// The size of the chunk, and the length of the extension behind it.
fn parse_chunk_line(line: &[u8]) -> Result<(u64, usize), Error> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
    let (size, extension) = line.split_at(digits);
    // 16 digits are 64 bits. More would overflow, or be zeros that nobody sends in good faith.
    if size.is_empty() || size.len() > 16 {
        return Err(Error::BadChunk("its size is not a hexadecimal number of at most 16 digits"));
    }
    if !extension.trim_ascii_start().is_empty() && !extension.trim_ascii_start().starts_with(b";") {
        return Err(Error::BadChunk("its size is followed by junk"));
    }
    if extension.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t') {
        return Err(Error::BadChunk("its extension contains a control character"));
    }
    let digit = |byte: &u8| u64::from((*byte as char).to_digit(16).unwrap_or_default());
    Ok((size.iter().fold(0, |size, byte| size << 4 | digit(byte)), extension.len()))
}

/// Reads the headers after the last chunk and throws them away.
#[crate::coroutine]
async fn read_trailers<R: AsyncBufRead + Unpin>(reader: &mut R, limit: usize) -> Result<(), Error> {
    let mut trailers = Vec::new();
    loop {
        let length = read_line(reader, &mut trailers, limit.max(2), "the trailers").await?;
        let line = &trailers[trailers.len() - length..];
        if line == b"\r\n" {
            return Ok(());
        }
        if !line.ends_with(b"\n") {
            return Err(Error::UnexpectedEnd);
        }
        if !line.ends_with(b"\r\n") || !line.contains(&b':') {
            return Err(Error::BadChunk("a trailer is not a header"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunk_sizes_are_plain_hexadecimal() {
        assert!(matches!(parse_chunk_line(b"1aF"), Ok((0x1af, 0))));
        assert!(matches!(parse_chunk_line(b"0"), Ok((0, 0))));
        assert!(matches!(parse_chunk_line(b"5;name=value"), Ok((5, 11))));
        assert!(matches!(parse_chunk_line(b"5 ;x"), Ok((5, 3))));
        assert!(matches!(parse_chunk_line(b"ffffffffffffffff"), Ok((u64::MAX, 0))));
        let bad: [&[u8]; 9] = [b"", b"0x5", b"+5", b"-5", b" 5", b"5 5", b"123x", b"10000000000000000", b"5;a\rb"];
        for line in bad {
            assert!(matches!(parse_chunk_line(line), Err(Error::BadChunk(_))), "{line:?} was accepted");
        }
    }
}
