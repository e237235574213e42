//! Where a response ends: a corpus of good and bad framing, served byte for byte.

use crate::support::{LONG, run};
use resumable::http::{self, Error};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

/// A server for one connection, on a thread: reads a request, sends the bytes, closes.
pub struct OneShot {
    pub url: String,
    thread: JoinHandle<String>,
}

impl OneShot {
    /// The request that was received.
    pub fn request(self) -> String {
        self.thread.join().unwrap()
    }
}

pub fn serve(response: &[u8]) -> OneShot {
    serve_in_portions(response, response.len().max(1))
}

fn serve_in_portions(response: &[u8], portion: usize) -> OneShot {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let response = response.to_vec();
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if stream.read(&mut byte).unwrap() == 0 {
                break;
            }
            request.push(byte[0]);
        }
        for bytes in response.chunks(portion) {
            // The client may have seen enough and hung up.
            if stream.write_all(bytes).is_err() {
                break;
            }
        }
        String::from_utf8(request).unwrap()
    });
    OneShot { url, thread }
}

fn get(response: &[u8], portion: usize) -> Result<Vec<u8>, Error> {
    let server = serve_in_portions(response, portion);
    let result = run(http::get(&server.url));
    server.request();
    result.map(http::Response::into_body)
}

#[test]
fn good_bodies_are_read_whole_however_they_arrive() {
    let corpus: &[(&str, &[u8])] = &[
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", b"hello"),
        ("HTTP/1.1 200 OK\r\nContent-Length:5\r\ncontent-length: 5\r\n\r\nhello", b"hello"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 5, 5\r\n\r\nhello", b"hello"),
        ("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", b""),
        ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello and more that nobody asked for", b"hello"),
        ("HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        ("HTTP/1.0 200 OK\r\n\r\nuntil the end", b"until the end"),
        ("HTTP/1.1 200\r\n\r\nno reason", b"no reason"),
        ("HTTP/1.1 204 No Content\r\n\r\nignored", b""),
        ("HTTP/1.1 304 Not Modified\r\ncontent-length: 100\r\n\r\n", b""),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", b"hello"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nhe\r\n03;x=y\r\nllo\r\n00\r\n\r\n", b"hello"),
        (
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nA ;x\r\n0123456789\r\n0\r\nt: 1\r\nu: 2\r\n\r\n",
            b"0123456789",
        ),
        ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", b""),
        (
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            b"ok",
        ),
    ];
    for (response, body) in corpus {
        for portion in [1, 2, 3, 1000] {
            match get(response.as_bytes(), portion) {
                Ok(received) => assert_eq!(received, *body, "{response:?} by {portion}"),
                Err(error) => panic!("{response:?} by {portion}: {error}"),
            }
        }
    }
}

#[test]
fn a_large_body_arrives_whole() {
    let body: Vec<u8> = (0..1_000_000u32).map(|index| (index * 7) as u8).collect();
    let mut plain = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    plain.extend_from_slice(&body);
    let mut chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(70_000) {
        chunked.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunked.extend_from_slice(chunk);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    let mut closing = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    closing.extend_from_slice(&body);
    for response in [plain, chunked, closing] {
        assert!(get(&response, 9999).unwrap() == body);
    }
}

/// What is expected of a bad response.
#[derive(Debug, PartialEq)]
enum Kind {
    Head,
    Chunk,
    End,
    Large,
}

fn kind(error: &Error) -> Kind {
    match error {
        Error::MalformedHead(_) => Kind::Head,
        Error::BadChunk(_) => Kind::Chunk,
        Error::UnexpectedEnd => Kind::End,
        Error::TooLarge(_) => Kind::Large,
        other => panic!("{other}"),
    }
}

#[track_caller]
fn check_bad(head: &str, corpus: &[(&str, Kind)]) {
    for (rest, expected) in corpus {
        let response = format!("{head}{rest}");
        match get(response.as_bytes(), response.len().max(1)) {
            Ok(body) => panic!("{response:?} was accepted as {body:?}"),
            Err(error) => assert_eq!(kind(&error), *expected, "{response:?}: {error}"),
        }
    }
}

#[test]
fn bad_heads_are_refused() {
    check_bad(
        "",
        &[
            ("", Kind::End),
            ("HTTP/1.1 200 OK\r\n", Kind::End),
            ("HTTP/1.1 200 OK\r\ncontent-le", Kind::End),
            ("\r\n", Kind::Head),
            ("junk\r\n\r\n", Kind::Head),
            ("HTTP/2.0 200 OK\r\n\r\n", Kind::Head),
            ("HTTP/1.1 abc OK\r\n\r\n", Kind::Head),
            ("HTTP/1.1 099 Low\r\n\r\n", Kind::Head),
            ("HTTP/1.1 200 OK\nx: y\n\n", Kind::Head),
            ("HTTP/1.1 200 OK\r\nx: y\n\r\n", Kind::Head),
            ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", Kind::Head),
            ("HTTP/1.1 200 OK\r\nspace : x\r\n\r\n", Kind::Head),
            ("HTTP/1.1 200 OK\r\nx: y\r\n folded\r\n\r\n", Kind::Head),
            ("HTTP/1.1 200 OK\r\n: no name\r\n\r\n", Kind::Head),
            ("HTTP/1.1 200 OK\r\nx: nul\0\r\n\r\n", Kind::Head),
        ],
    );
}

#[test]
fn contradictory_lengths_are_refused() {
    check_bad(
        "HTTP/1.1 200 OK\r\n",
        &[
            ("content-length: 5\r\ncontent-length: 6\r\n\r\nhello", Kind::Head),
            ("content-length: 5, 6\r\n\r\nhello", Kind::Head),
            ("content-length: +5\r\n\r\nhello", Kind::Head),
            ("content-length: -5\r\n\r\nhello", Kind::Head),
            ("content-length: 0x5\r\n\r\nhello", Kind::Head),
            ("content-length: 5 5\r\n\r\nhello", Kind::Head),
            ("content-length: \r\n\r\nhello", Kind::Head),
            ("content-length: 5,\r\n\r\nhello", Kind::Head),
            ("content-length: 99999999999999999999999\r\n\r\nhello", Kind::Head),
            ("content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Kind::Head),
            ("transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Kind::Head),
            ("transfer-encoding: gzip\r\n\r\nx", Kind::Head),
            ("transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n", Kind::Head),
            ("transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n", Kind::Head),
            ("transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n", Kind::Head),
            ("transfer-encoding: xchunked\r\n\r\n0\r\n\r\n", Kind::Head),
            ("transfer-encoding:\r\n\r\n0\r\n\r\n", Kind::Head),
        ],
    );
    check_bad("HTTP/1.0 200 OK\r\n", &[("transfer-encoding: chunked\r\n\r\n0\r\n\r\n", Kind::Head)]);
}

#[test]
fn bodies_that_end_too_early_are_refused() {
    check_bad(
        "HTTP/1.1 200 OK\r\n",
        &[
            ("content-length: 6\r\n\r\nhello", Kind::End),
            ("content-length: 1\r\n\r\n", Kind::End),
            ("transfer-encoding: chunked\r\n\r\n", Kind::End),
            ("transfer-encoding: chunked\r\n\r\n5", Kind::End),
            ("transfer-encoding: chunked\r\n\r\n5\r\nhel", Kind::End),
            ("transfer-encoding: chunked\r\n\r\n5\r\nhello", Kind::End),
            ("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n", Kind::End),
            ("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n", Kind::End),
            ("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx: y\r\n", Kind::End),
        ],
    );
}

#[test]
fn bad_chunks_are_refused() {
    check_bad(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        &[
            ("5\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("5\r\nhello0\r\n\r\n", Kind::Chunk),
            ("5\r\nhello\n0\r\n\r\n", Kind::Chunk),
            ("4\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("x\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("123x\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("0x5\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("+5\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("-5\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            (" 5\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("5 5\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("10000000000000005\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("00000000000000005\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("5;a\rb\r\nhello\r\n0\r\n\r\n", Kind::Chunk),
            ("5\r\nhello\r\n0\r\nnot a header\r\n\r\n", Kind::Chunk),
            ("5\r\nhello\r\n0\r\nx: y\n\r\n", Kind::Chunk),
            ("ffffffffffffffff\r\nhello\r\n0\r\n\r\n", Kind::Large),
        ],
    );
}

#[test]
fn what_is_thrown_away_is_limited_too() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let long_line = format!("1;{}\r\nx\r\n0\r\n\r\n", "e".repeat(2000));
    let extensions = format!("1;{}\r\nx\r\n", "e".repeat(900)).repeat(20) + "0\r\n\r\n";
    let trailers = "0\r\n".to_string() + &"t: x\r\n".repeat(5000) + "\r\n";
    for rest in [long_line, extensions, trailers] {
        let response = format!("{head}{rest}");
        assert!(matches!(get(response.as_bytes(), response.len()), Err(Error::TooLarge(_))));
    }
    let endless = "HTTP/1.1 100 Continue\r\n\r\n".repeat(5000);
    assert!(matches!(get(endless.as_bytes(), endless.len()), Err(Error::TooLarge(_))));
}
