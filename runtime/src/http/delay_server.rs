//! A server that takes its time: `GET /600/Hello` is answered with `Hello` after 600 milliseconds.
//!
//! For tests, examples and measurements: many slow requests at once are what a runtime is for. It needs no network, and it is itself an example
//! of a server with a task per connection.

use crate::io::{BufReader, WriteExt};
use crate::net::{SocketAddr, TcpListener, TcpStream};
use crate::prelude::*;
use crate::sync::oneshot;
use crate::time::{Duration, sleep, timeout};
use crate::{Runtime, spawn};
use std::fmt;
use std::io;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use super::Error;
use super::line::read_line;

/// How many bytes of request are read.
const MAX_REQUEST: usize = 16 * 1024;
/// How long a client may take to send its request.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest delay: an hour, in milliseconds.
const MAX_MILLIS: u64 = 60 * 60 * 1000;
/// How long to wait after an error that may be due to too many connections.
const PAUSE: Duration = Duration::from_millis(10);

/// A server on a port of its own, with a thread and a runtime of its own. Dropping it stops it, and cuts off the requests that wait.
///
/// `GET /MILLIS/TEXT` is answered with the text, percent-decoded, after so many milliseconds, at most an hour. Everything else is answered
/// with status 400 at once. There is one request per connection.
pub struct DelayServer {
    address: SocketAddr,
    /// Dropped to stop the server.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl DelayServer {
    /// Starts a server on a free port of 127.0.0.1. It accepts connections when this returns.
    ///
    /// # Errors
    ///
    /// When the port, the runtime or the thread cannot be had.
    pub fn start() -> io::Result<DelayServer> {
        let (stop, stopped) = oneshot::channel();
        let (started, outcome) = mpsc::channel();
        let thread = thread::Builder::new().name("delay-server".into()).spawn(move || run(&started, stopped))?;
        let address = match outcome.recv() {
            Ok(outcome) => outcome?,
            Err(_) => return Err(io::Error::other("the thread of the server ended before it began")),
        };
        Ok(DelayServer { address, stop: Some(stop), thread: Some(thread) })
    }

    /// The address it listens on.
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a path, which begins with a slash: `server.url("/600/Hello")`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for DelayServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // An error is a panic of the server's thread, which has been reported on that thread.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for DelayServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelayServer").field("addr", &self.address).finish_non_exhaustive()
    }
}

/// The thread of the server: says where it listens, and serves until `stopped` resolves.
fn run(started: &mpsc::Sender<io::Result<SocketAddr>>, stopped: oneshot::Receiver<()>) {
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return drop(started.send(Err(error))),
    };
    let bound = runtime.block_on(bind());
    let listening = bound.map(|(listener, address)| {
        runtime.spawn(serve(listener));
        address
    });
    if started.send(listening).is_ok() {
        // Whether the sender is dropped or sends, the server stops. Dropping the runtime then drops its tasks.
        let _ = runtime.block_on(stopped);
    }
}

#[crate::coroutine]
async fn bind() -> io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

#[crate::coroutine]
async fn serve(listener: TcpListener) {
    loop {
        match listener.accept().await {
            // One connection's trouble is its own.
            Ok((stream, _)) => {
                spawn(converse(stream));
            }
            Err(_) => sleep(PAUSE).await,
        }
    }
}

/// One connection. Errors end it: there is nobody to tell.
#[crate::coroutine]
async fn converse(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let Ok(request) = timeout(REQUEST_TIMEOUT, read_request(&mut reader)).await else { return };
    let response = match request.ok().as_deref().and_then(parse_request) {
        Some((delay, text)) => {
            sleep(delay).await;
            response("200 OK", &text)
        }
        None => response("400 Bad Request", b"ask for GET /MILLIS/TEXT\n"),
    };
    if reader.write_all(&response).await.is_ok() {
        let _ = reader.close().await;
    }
}

/// The head of the request: the lines up to and including the empty one.
#[crate::coroutine]
async fn read_request(reader: &mut BufReader<TcpStream>) -> Result<Vec<u8>, Error> {
    let mut head = Vec::new();
    loop {
        let length = read_line(reader, &mut head, MAX_REQUEST, "the request").await?;
        if !head.ends_with(b"\n") {
            return Err(Error::UnexpectedEnd);
        }
        if length <= 2 {
            return Ok(head);
        }
    }
}

/// What is asked for, and after how long; nothing if the request is malformed.
fn parse_request(head: &[u8]) -> Option<(Duration, Vec<u8>)> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut headers);
    if !request.parse(head).ok()?.is_complete() || request.method != Some("GET") {
        return None;
    }
    let (millis, text) = request.path?.strip_prefix('/')?.split_once('/')?;
    if !millis.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let millis = millis.parse().ok().filter(|millis| *millis <= MAX_MILLIS)?;
    Some((Duration::from_millis(millis), percent_decode(text.as_bytes())?))
}

fn percent_decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'%' => {
                let mut digit = || (*rest.next()? as char).to_digit(16);
                (digit()? << 4 | digit()?) as u8
            }
            byte => *byte,
        });
    }
    Some(decoded)
}

fn response(status: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_a_delay_and_a_text() {
        let parse = |target: &str| parse_request(format!("GET {target} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes());
        let answer = |millis, text: &str| Some((Duration::from_millis(millis), text.into()));
        assert_eq!(parse("/600/Hello"), answer(600, "Hello"));
        assert_eq!(parse("/0/"), answer(0, ""));
        assert_eq!(parse("/0/a/b?c"), answer(0, "a/b?c"));
        assert_eq!(parse("/0/a%20b%C3%A4"), answer(0, "a bä"));
        for target in [
            "/",
            "/600",
            "/x/y",
            "/-1/y",
            "/+1/y",
            "//y",
            "/3600001/y",
            "/99999999999999999999/y",
            "/0/%",
            "/0/%4",
            "/0/%zz",
        ] {
            assert_eq!(parse(target), None, "{target}");
        }
        assert_eq!(parse_request(b"POST /0/x HTTP/1.1\r\n\r\n"), None);
        assert_eq!(parse_request(b"junk\r\n\r\n"), None);
    }
}
