//! The client: one request, one response.

use super::body::read_body;
use super::head::read_head;
use super::url::Url;
use super::{Error, Response};
use crate::io::{BufReader, WriteExt};
use crate::net::TcpStream;
use crate::prelude::*;
use crate::time::{Duration, timeout};
use std::io;

/// Fetches `http://…` with the limits of [`Client::new`].
///
/// Cancel safety: dropping the future closes the connection.
///
/// # Errors
///
/// See [`Error`]. A status such as 404 is a response and no error.
///
/// # Panics
///
/// When awaited outside a runtime.
#[crate::coroutine]
pub async fn get(url: impl AsRef<str>) -> Result<Response, Error> {
    let client = Client::new();
    client.get(url).await
}

/// How to fetch: limits, which begin with sensible values and are changed one by one.
///
/// ```
/// use resumable::http::{Client, DelayServer, Error};
/// use resumable::time::Duration;
///
/// let server = DelayServer::start()?;
/// let hasty = Client::new().timeout(Duration::from_millis(5)).max_body_bytes(100);
/// let result = resumable::block_on(hasty.get(server.url("/60000/never")));
/// assert!(matches!(result, Err(Error::TimedOut)));
/// # std::io::Result::Ok(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "the methods that set a limit return the changed client"]
pub struct Client {
    pub(super) max_head_bytes: usize,
    pub(super) max_headers: usize,
    pub(super) max_body_bytes: usize,
    connect_timeout: Duration,
    timeout: Duration,
}

impl Client {
    /// A client with the default limits: 64 KiB of head, 100 headers, 64 MiB of body, 10 seconds to connect and 30 in all.
    pub fn new() -> Client {
        Client {
            max_head_bytes: 64 * 1024,
            max_headers: 100,
            max_body_bytes: 64 * 1024 * 1024,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
        }
    }

    /// How many bytes of status line and headers to accept, those of interim responses included.
    pub fn max_head_bytes(mut self, bytes: usize) -> Client {
        self.max_head_bytes = bytes;
        self
    }

    /// How many headers to accept.
    pub fn max_headers(mut self, headers: usize) -> Client {
        self.max_headers = headers;
        self
    }

    /// How many bytes of body to accept.
    pub fn max_body_bytes(mut self, bytes: usize) -> Client {
        self.max_body_bytes = bytes;
        self
    }

    /// How long to wait for a connection, the lookup of the name included.
    pub fn connect_timeout(mut self, duration: Duration) -> Client {
        self.connect_timeout = duration;
        self
    }

    /// How long to wait for the complete response, from the call on. [`Duration::MAX`] is without end.
    pub fn timeout(mut self, duration: Duration) -> Client {
        self.timeout = duration;
        self
    }

    /// Fetches `http://…`.
    ///
    /// Cancel safety: dropping the future closes the connection.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A status such as 404 is a response and no error.
    ///
    /// # Panics
    ///
    /// When awaited outside a runtime.
    #[crate::coroutine]
    pub async fn get(&self, url: impl AsRef<str>) -> Result<Response, Error> {
        let url = Url::parse(url.as_ref())?;
        match timeout(self.timeout, exchange(self, &url)).await {
            Ok(result) => result,
            Err(_) => Err(Error::TimedOut),
        }
    }
}

impl Default for Client {
    fn default() -> Self {
        Client::new()
    }
}

#[crate::coroutine]
async fn exchange(client: &Client, url: &Url) -> Result<Response, Error> {
    let mut stream = match timeout(client.connect_timeout, connect(&url.host, url.port)).await {
        Ok(stream) => stream.map_err(Error::Connect)?,
        Err(_) => return Err(Error::TimedOut),
    };
    let request = request(url);
    stream.write_all(request.as_bytes()).await?;
    let mut reader = BufReader::new(stream);
    let head = read_head(&mut reader, client).await?;
    let body = read_body(&mut reader, head.framing, client).await?;
    Ok(Response::new(head, body))
}

fn request(url: &Url) -> String {
    let Url { authority, target, .. } = url;
    format!(
        "GET {target} HTTP/1.1\r\nhost: {authority}\r\nuser-agent: resumable\r\naccept: */*\r\nconnection: close\r\n\r\n"
    )
}

#[crate::coroutine]
async fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    // The request is one write, and waiting to make it longer gains nothing.
    stream.set_nodelay(true)?;
    Ok(stream)
}
