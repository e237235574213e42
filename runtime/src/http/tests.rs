//! Responses at random: good ones are understood however they arrive, spoilt ones are refused or understood, and neither does any harm.

use super::{Client, Error, Method, Response};
use crate::prelude::*;
use futures_io::{AsyncRead, AsyncWrite};
use proptest::prelude::*;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A connection to a server that has said everything already. It gives a portion at a time, and takes a rest in between.
struct Said {
    bytes: Vec<u8>,
    given: usize,
    portion: usize,
    rests: bool,
}

impl AsyncRead for Said {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.rests = !self.rests;
        if self.rests {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let count = (self.bytes.len() - self.given).min(self.portion).min(buffer.len());
        buffer[..count].copy_from_slice(&self.bytes[self.given..self.given + count]);
        self.given += count;
        Poll::Ready(Ok(count))
    }
}

impl AsyncWrite for Said {
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

const MOST: usize = 4096;

fn receive(method: Method, bytes: Vec<u8>, portion: usize) -> Result<Response, Error> {
    let client = Client::new().max_head_bytes(MOST).max_headers(16).max_body_bytes(MOST);
    let stream = Said { bytes, given: 0, portion, rests: false };
    crate::block_on(client.request(method, "http://host/").send_over(stream))
}

/// A response, and the body that is in it.
#[derive(Debug, Clone)]
struct Written {
    bytes: Vec<u8>,
    body: Vec<u8>,
    headers: Vec<(String, String)>,
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec(("x-[a-z0-9]{1,8}", "[!-~]([ -~]{0,12}[!-~])?"), 0..8)
}

/// The body in chunks that are cut at random places, with extensions and trailers now and then.
fn chunked(body: &[u8], sizes: &[usize], extras: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = body;
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at((*sizes.next().unwrap_or(&1)).clamp(1, rest.len()));
        let extension = if extras { ";a=b" } else { "" };
        bytes.extend_from_slice(format!("{:X}{extension}\r\n", chunk.len()).as_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
        rest = after;
    }
    bytes.extend_from_slice(if extras { b"0\r\nt: 1\r\n\r\n" } else { b"0\r\n\r\n" });
    bytes
}

fn responses() -> impl Strategy<Value = Written> {
    let body = prop::collection::vec(any::<u8>(), 0..300);
    let sizes = prop::collection::vec(1..100usize, 1..4);
    (body, sizes, headers(), 0..4u8, any::<bool>()).prop_map(|(body, sizes, headers, framing, interim)| {
        let mut head = String::new();
        if interim {
            head.push_str("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n");
        }
        head.push_str("HTTP/1.1 200 OK\r\n");
        for (name, value) in &headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let bytes = match framing {
            0 => [format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat(),
            1 => [format!("{head}\r\n").as_bytes(), &body].concat(),
            _ => {
                let chunks = chunked(&body, &sizes, framing == 3);
                [format!("{head}transfer-encoding: chunked\r\n\r\n").as_bytes(), &chunks].concat()
            }
        };
        Written { bytes, body, headers }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn good_responses_are_understood_however_they_arrive(written in responses(), portion in 1..64usize) {
        let response = receive(Method::Get, written.bytes, portion).unwrap();
        prop_assert_eq!(response.status(), 200);
        prop_assert_eq!(response.body(), &written.body);
        for (name, value) in &written.headers {
            prop_assert!(response.headers().any(|header| header == (name.as_str(), value.as_str())));
        }
    }

    #[test]
    fn a_response_that_is_cut_off_is_not_taken_for_a_whole_one(written in responses(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(written.bytes.len());
        let result = receive(Method::Get, written.bytes[..cut].to_vec(), 64);
        if let Ok(response) = result {
            // Without a framing, what came first is all that there is.
            prop_assert!(response.header("content-length").is_none());
            prop_assert!(response.header("transfer-encoding").is_none());
            prop_assert!(written.body.starts_with(response.body()));
        }
    }

    #[test]
    fn spoilt_responses_do_no_harm(
        written in responses(),
        spoilt in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        portion in 1..64usize,
    ) {
        let mut bytes = written.bytes;
        for (place, byte) in spoilt {
            let place = place.index(bytes.len());
            match byte % 3 {
                0 => bytes[place] = byte,
                1 => bytes.insert(place, byte),
                _ => drop(bytes.remove(place)),
            }
        }
        if let Ok(response) = receive(Method::Get, bytes, portion) {
            prop_assert!(response.body().len() <= MOST);
        }
    }

    #[test]
    fn noise_does_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), tokens in prop::collection::vec(0..10usize, 0..12)) {
        const TOKENS: [&str; 10] = [
            "HTTP/1.1 200 OK\r\n", "content-length: ", "transfer-encoding: chunked\r\n", "\r\n", "5", "ffffffffffffffff", ",", "\n",
            "connection: close\r\n", ";",
        ];
        let text: Vec<u8> = tokens.iter().flat_map(|token| TOKENS[*token].bytes()).collect();
        for bytes in [bytes.clone(), [&text[..], &bytes].concat(), [b"HTTP/1.1 200 OK\r\n", &text[..], &bytes].concat()] {
            for method in [Method::Get, Method::Head] {
                if let Ok(response) = receive(method, bytes.clone(), 17) {
                    prop_assert!(response.body().len() <= MOST);
                    prop_assert!(method == Method::Get || response.body().is_empty());
                }
            }
        }
    }
}
