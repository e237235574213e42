//! The head of a response: status line and headers, and what they say about the body.

use super::line::read_line;
use super::{Client, Error, Method};
use crate::prelude::*;
use futures_io::AsyncBufRead;

/// A parsed head.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) framing: Framing,
    /// Whether the server says nothing against using the connection again.
    pub(super) keeps: bool,
}

impl Head {
    /// The value of the first header of that name, in whatever case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// Where the body ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// After so many bytes.
    Length(u64),
    /// After the last chunk.
    Chunked,
    /// Where the connection does.
    UntilClose,
}

/// Reads the head of the final response into the buffer. Cancel safety: none.
#[crate::coroutine]
pub(super) async fn read_head<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    bytes: &mut Vec<u8>,
    method: Method,
    client: &Client,
) -> Result<Head, Error> {
    let mut keeps = true;
    // Interim responses count against the same limit, or a server could send them for ever.
    loop {
        let start = bytes.len();
        read_head_lines(reader, bytes, client.max_head_bytes).await?;
        let mut head = parse_head(&bytes[start..], method, client.max_headers)?;
        keeps &= head.keeps;
        // 101 is final: it ends the conversation in HTTP.
        if !(100..200).contains(&head.status) || head.status == 101 {
            head.keeps = keeps;
            return Ok(head);
        }
    }
}

/// Appends the lines up to and including the empty one that ends the head.
#[crate::coroutine]
async fn read_head_lines<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    bytes: &mut Vec<u8>,
    limit: usize,
) -> Result<(), Error> {
    loop {
        let length = read_line(reader, bytes, limit, "the head of the response").await?;
        let line = &bytes[bytes.len() - length..];
        if line == b"\r\n" {
            return Ok(());
        }
        if !line.ends_with(b"\n") {
            return Err(Error::UnexpectedEnd);
        }
        if !line.ends_with(b"\r\n") {
            return Err(Error::MalformedHead("a line ends in a bare line feed"));
        }
    }
}

fn parse_head(bytes: &[u8], method: Method, max_headers: usize) -> Result<Head, Error> {
    // A header is a line, so that there is no need of room for more, whatever the limit.
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let mut headers = vec![httparse::EMPTY_HEADER; max_headers.min(lines)];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(bytes) {
        Ok(httparse::Status::Complete(length)) if length == bytes.len() => {}
        Ok(_) => return Err(Error::MalformedHead("the head is empty")),
        Err(httparse::Error::TooManyHeaders) => return Err(Error::TooLarge("the number of headers")),
        Err(httparse::Error::Version) => return Err(Error::MalformedHead("the version is not HTTP/1.0 or HTTP/1.1")),
        Err(httparse::Error::Status) => return Err(Error::MalformedHead("the status is not a number of three digits")),
        Err(_) => return Err(Error::MalformedHead("a line is not a header")),
    }
    let (Some(status @ 100..), Some(version)) = (response.code, response.version) else {
        return Err(Error::MalformedHead("the status is less than 100"));
    };
    let framing = framing(status, version, response.headers)?;
    // The head of a response to HEAD is that of a response with a body.
    let framing = if method == Method::Head { Framing::Length(0) } else { framing };
    let keeps = version == 1
        && status != 101
        && !(matches!(status, 100..200 | 204) && announces_body(response.headers))
        && !values(response.headers, "connection").any(|value| value.eq_ignore_ascii_case(b"close"));
    let text =
        |header: &httparse::Header<'_>| (header.name.to_owned(), String::from_utf8_lossy(header.value).into_owned());
    Ok(Head { status, headers: response.headers.iter().map(text).collect(), framing, keeps })
}

/// Decides where the body ends, and refuses a head that says so in two ways: whoever else reads the response might take the other.
fn framing(status: u16, version: u8, headers: &[httparse::Header<'_>]) -> Result<Framing, Error> {
    let length = content_length(headers)?;
    let mut encodings = values(headers, "transfer-encoding");
    if let Some(encoding) = encodings.next() {
        if length.is_some() {
            return Err(Error::MalformedHead("it has both a transfer-encoding and a content-length"));
        }
        if version == 0 {
            return Err(Error::MalformedHead("HTTP/1.0 has no transfer-encoding"));
        }
        if !encoding.eq_ignore_ascii_case(b"chunked") || encodings.next().is_some() {
            return Err(Error::MalformedHead("the transfer-encoding is not chunked and nothing else"));
        }
    }
    if matches!(status, 100..200 | 204 | 304) {
        // These never have a body, whatever their headers say.
        return Ok(Framing::Length(0));
    }
    if values(headers, "transfer-encoding").next().is_some() {
        return Ok(Framing::Chunked);
    }
    Ok(length.map_or(Framing::UntilClose, Framing::Length))
}

/// Whether somebody believes that there is a body. It might come later, and be taken for the next response.
fn announces_body(headers: &[httparse::Header<'_>]) -> bool {
    values(headers, "transfer-encoding").next().is_some()
        || values(headers, "content-length").any(|length| length.iter().any(|digit| *digit != b'0'))
}

/// The body's length, if all headers that give one agree.
fn content_length(headers: &[httparse::Header<'_>]) -> Result<Option<u64>, Error> {
    let mut agreed = None;
    for value in values(headers, "content-length") {
        let length = parse_length(value).ok_or(Error::MalformedHead("the content-length is not a number"))?;
        if agreed.replace(length).is_some_and(|other| other != length) {
            return Err(Error::MalformedHead("it has different content-lengths"));
        }
    }
    Ok(agreed)
}

/// Digits and nothing else: no sign, no space, no overflow.
fn parse_length(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// The values of all headers of that name, lists taken apart.
fn values<'a>(headers: &'a [httparse::Header<'a>], name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    headers
        .iter()
        .filter(move |header| header.name.eq_ignore_ascii_case(name))
        .flat_map(|header| header.value.split(|byte| *byte == b','))
        .map(<[u8]>::trim_ascii)
}
