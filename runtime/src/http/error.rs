//! What can go wrong with a request.

use crate::prelude::*;
use std::fmt;
use std::io;

/// Why there is no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The URL cannot be used; the text says why.
    BadUrl(&'static str),
    /// The URL wants TLS, which this client does not have: the request's own, or one that the server redirects to. It is given, so that one can connect
    /// oneself and use [`Request::send_over`](super::Request::send_over). With no [redirects](super::Client::max_redirects), the response that
    /// points there is one like others.
    NoTls(String),
    /// The server redirects to what is no URL for this client; the text says why.
    BadRedirect(&'static str),
    /// A header of the request cannot be sent; the text says why.
    BadHeader(&'static str),
    /// The body of the request could not be read.
    Body(io::Error),
    /// What was to take the body of the response could not.
    Writer(io::Error),
    /// The server's name has no address, or none of its addresses answers.
    Connect(io::Error),
    /// The connection broke.
    Io(io::Error),
    /// The status line or the headers are not HTTP, or contradict each other; the text says how.
    MalformedHead(&'static str),
    /// A chunk of the body is not framed as it must be; the text says how.
    BadChunk(&'static str),
    /// A limit of the client was exceeded; the text says which.
    TooLarge(&'static str),
    /// The time was up.
    TimedOut,
    /// The connection ended before the response did.
    UnexpectedEnd,
    /// The body is not UTF-8.
    NotText,
    /// The status is one of failure: only from [`Response::error_for_status`](super::Response::error_for_status).
    Status(u16),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::BadUrl(reason) => write!(f, "bad url: {reason}"),
            Error::NoTls(url) => write!(f, "there is no tls here, which {url} wants: connect, and use send_over"),
            Error::BadRedirect(reason) => write!(f, "bad redirect: {reason}"),
            Error::BadHeader(reason) => write!(f, "bad header: {reason}"),
            Error::Body(error) => write!(f, "cannot read the body of the request: {error}"),
            Error::Writer(error) => write!(f, "cannot write the body of the response: {error}"),
            Error::Connect(error) => write!(f, "cannot connect: {error}"),
            Error::Io(error) => write!(f, "the connection broke: {error}"),
            Error::MalformedHead(reason) => write!(f, "malformed response: {reason}"),
            Error::BadChunk(reason) => write!(f, "malformed chunk: {reason}"),
            Error::TooLarge(limit) => write!(f, "too large: {limit}"),
            Error::TimedOut => f.write_str("the time is up"),
            Error::UnexpectedEnd => f.write_str("the connection ended before the response did"),
            Error::NotText => f.write_str("the body is not utf-8"),
            Error::Status(status) => write!(f, "the server answered with status {status}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Connect(error) | Error::Io(error) | Error::Body(error) | Error::Writer(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::UnexpectedEnd,
            _ => Error::Io(error),
        }
    }
}

/// So that `?` works in functions that return [`std::io::Result`].
impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Connect(error) | Error::Io(error) | Error::Body(error) | Error::Writer(error) => error,
            Error::BadUrl(_) | Error::BadHeader(_) => io::Error::new(io::ErrorKind::InvalidInput, error),
            Error::NoTls(_) => io::Error::new(io::ErrorKind::Unsupported, error),
            Error::TimedOut => io::Error::new(io::ErrorKind::TimedOut, error),
            Error::UnexpectedEnd => io::Error::new(io::ErrorKind::UnexpectedEof, error),
            Error::Status(_) => io::Error::other(error),
            Error::BadRedirect(_)
            | Error::MalformedHead(_)
            | Error::BadChunk(_)
            | Error::TooLarge(_)
            | Error::NotText => io::Error::new(io::ErrorKind::InvalidData, error),
        }
    }
}
