//! The body of a response.

use super::head::Framing;
use super::line::read_line;
use super::{Client, Error};
use crate::io::ReadExt;
use crate::prelude::*;
use futures_io::AsyncBufRead;

/// How much is read at a time, in bytes: memory is taken as data arrives, not as headers announce it.
const PORTION: usize = 16 * 1024;
/// How long a line with a chunk size may be, extensions included.
const MAX_CHUNK_LINE: usize = 1024;
/// How many bytes of chunk extensions and trailers a body may carry in all. They are read and thrown away, so nothing else bounds them.
const MAX_CHUNK_EXTRAS: usize = 16 * 1024;
const BODY: &str = "the body of the response";

/// Reads the body. Cancel safety: none.
#[crate::coroutine]
pub(super) async fn read_body<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    framing: Framing,
    client: &Client,
) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    match framing {
        Framing::Length(length) => read_portion(reader, &mut body, length, client.max_body_bytes).await?,
        Framing::Chunked => read_chunks(reader, &mut body, client.max_body_bytes).await?,
        Framing::UntilClose => read_until_close(reader, &mut body, client.max_body_bytes).await?,
    }
    Ok(body)
}

/// Appends so many bytes to the body.
#[crate::coroutine]
async fn read_portion<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    body: &mut Vec<u8>,
    length: u64,
    limit: usize,
) -> Result<(), Error> {
    if length > (limit - body.len()) as u64 {
        return Err(Error::TooLarge(BODY));
    }
    let end = body.len() + length as usize;
    while body.len() < end {
        let start = body.len();
        body.resize(end.min(start + PORTION), 0);
        reader.read_exact(&mut body[start..]).await?;
    }
    Ok(())
}

#[crate::coroutine]
async fn read_until_close<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    body: &mut Vec<u8>,
    limit: usize,
) -> Result<(), Error> {
    loop {
        let start = body.len();
        body.resize(start + PORTION, 0);
        let count = reader.read(&mut body[start..]).await?;
        body.truncate(start + count);
        if count == 0 {
            return Ok(());
        }
        if body.len() > limit {
            return Err(Error::TooLarge(BODY));
        }
    }
}

#[crate::coroutine]
async fn read_chunks<R: AsyncBufRead + Unpin>(reader: &mut R, body: &mut Vec<u8>, limit: usize) -> Result<(), Error> {
    let mut extras = 0;
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
        read_portion(reader, body, length, limit).await?;
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
