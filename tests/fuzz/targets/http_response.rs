//! The parser of responses: whatever a server sends, there is a response or an error, within the limits and without a panic.
//!
//! The first byte says how much arrives at a time, the rest is what the server sends.

#![no_main]

use futures_io::{AsyncRead, AsyncWrite};
use libfuzzer_sys::fuzz_target;
use resumable::http::{Client, Method};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

const MOST: usize = 1 << 16;

struct Said<'a> {
    rest: &'a [u8],
    portion: usize,
}

impl AsyncRead for Said<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let count = self.rest.len().min(self.portion).min(buffer.len());
        let (given, rest) = self.rest.split_at(count);
        buffer[..count].copy_from_slice(given);
        self.rest = rest;
        Poll::Ready(Ok(count))
    }
}

impl AsyncWrite for Said<'_> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(buffer.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((portion, rest)) = bytes.split_first() else { return };
    let client = Client::new().max_body_bytes(MOST);
    let stream = Said { rest, portion: usize::from(*portion).max(1) };
    let request = client.request(Method::Get, "http://host/");
    if let Ok(response) = resumable::block_on(request.send_over(stream)) {
        assert!(response.body().len() <= MOST);
    }
});
