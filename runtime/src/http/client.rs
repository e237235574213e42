//! The client: its limits, and how requests begin.

use super::pool::{Keep, Pool};
use super::{Error, Method, Request, Response};
use crate::prelude::*;
use crate::time::Duration;
use std::fmt;
use std::sync::Arc;

/// Fetches `http://…` with the limits of [`Client::new`], over a connection of its own.
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
    let client = Client::new().max_idle(0);
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
///
/// Connections are kept for the next request to the same server. Clones share them, and so can tasks that share a client; when the last clone is
/// dropped they are closed.
#[derive(Clone)]
#[must_use = "the methods that set a limit return the changed client"]
pub struct Client {
    pub(super) max_head_bytes: usize,
    pub(super) max_headers: usize,
    pub(super) max_body_bytes: usize,
    pub(super) max_redirects: usize,
    pub(super) connect_timeout: Duration,
    pub(super) timeout: Duration,
    pub(super) keep: Keep,
    pub(super) pool: Arc<Pool>,
}

impl Client {
    /// A client with the default limits: 64 KiB of head, 100 headers, 64 MiB of body, 10 redirects, 10 seconds to connect and 30 in all; 32
    /// idle connections, for 30 seconds.
    pub fn new() -> Client {
        Client {
            max_head_bytes: 64 * 1024,
            max_headers: 100,
            max_body_bytes: 64 * 1024 * 1024,
            max_redirects: 10,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            keep: Keep { most: 32, time: Duration::from_secs(30) },
            pool: Arc::default(),
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

    /// How many bytes of body to accept. Of the body of a redirect that is followed, which nobody wants, no more than 16 KiB are read, whatever the limit:
    /// if it is longer, the connection is not used again.
    pub fn max_body_bytes(mut self, bytes: usize) -> Client {
        self.max_body_bytes = bytes;
        self
    }

    /// How many redirects to follow, one after the other. One more is an error; with 0, redirects are responses like others.
    pub fn max_redirects(mut self, redirects: usize) -> Client {
        self.max_redirects = redirects;
        self
    }

    /// How many connections to keep for later requests, in all. With 0 every request has a connection of its own.
    pub fn max_idle(mut self, connections: usize) -> Client {
        self.keep.most = connections;
        self
    }

    /// How long a connection may be idle and still be used. It is closed when the client is next used after that, or dropped.
    pub fn idle_timeout(mut self, duration: Duration) -> Client {
        self.keep.time = duration;
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

    /// Begins a request.
    pub fn request(&self, method: Method, url: impl AsRef<str>) -> Request {
        Request::new(self, method, url.as_ref())
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
        self.request(Method::Get, url).send().await
    }

    /// Fetches everything but the body of `http://…`. Otherwise as [`get`](Client::get).
    ///
    /// Cancel safety: dropping the future closes the connection.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    #[crate::coroutine]
    pub async fn head(&self, url: impl AsRef<str>) -> Result<Response, Error> {
        self.request(Method::Head, url).send().await
    }

    /// Posts data to `http://…`. Otherwise as [`get`](Client::get); for headers, and bodies that are read, see
    /// [`request`](Client::request).
    ///
    /// Cancel safety: dropping the future closes the connection. Whether the server has acted on the request is not known then.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    #[crate::coroutine]
    pub async fn post(&self, url: impl AsRef<str>, body: impl Into<Vec<u8>>) -> Result<Response, Error> {
        self.request(Method::Post, url).body(body).send().await
    }

    /// How many connections are kept at the moment.
    pub fn idle_connections(&self) -> usize {
        self.pool.len()
    }
}

impl Default for Client {
    fn default() -> Self {
        Client::new()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("max_head_bytes", &self.max_head_bytes)
            .field("max_headers", &self.max_headers)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("max_redirects", &self.max_redirects)
            .field("connect_timeout", &self.connect_timeout)
            .field("timeout", &self.timeout)
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}
