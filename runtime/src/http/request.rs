//! What is asked of a server.

use super::exchange::{converse, fetch};
use super::url::Url;
use super::{Client, Error, Method, Response};
use crate::prelude::*;
use crate::time::{Duration, timeout};
use futures_io::{AsyncRead, AsyncWrite};
use std::fmt::{self, Write};
use std::pin::Pin;

/// A request that is being put together, by [`Client::request`].
///
/// Mistakes, such as a header that is none, are reported when it is sent.
///
/// ```
/// use resumable::http::{Client, Method};
///
/// # let server = resumable::http::DelayServer::start()?;
/// # let url = server.url("/0/x");
/// # resumable::block_on(async {
/// let client = Client::new();
/// let request = client.request(Method::Post, url).header("content-type", "text/plain").body("hello");
/// let response = request.send().await?;
/// assert_eq!(response.status(), 400, "this server wants to be asked by GET");
/// # Ok::<(), resumable::http::Error>(())
/// # }).unwrap();
/// # std::io::Result::Ok(())
/// ```
#[must_use = "a request does nothing until it is sent"]
pub struct Request {
    client: Client,
    parts: Result<Parts, Error>,
}

/// A request without mistakes.
pub(super) struct Parts {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
}

/// What is sent after the head.
pub(super) enum Body {
    Empty,
    Bytes(Vec<u8>),
    /// Whatever can be read: so many bytes, or in chunks.
    Reader(Pin<Box<dyn AsyncRead + Send>>, Option<u64>),
}

/// Headers that say where the message ends, or how long the connection lasts. The client sets them itself.
const OWN: [&str; 8] =
    ["host", "connection", "content-length", "transfer-encoding", "te", "trailer", "upgrade", "expect"];

impl Request {
    pub(super) fn new(client: &Client, method: Method, url: &str) -> Request {
        let parts = Url::parse(url).map(|url| Parts { method, url, headers: Vec::new(), body: Body::Empty });
        Request { client: client.clone(), parts }
    }

    /// Adds a header. Those that say where the body ends, or how long the connection lasts, are set by the client and refused here.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Request {
        self.parts = self.parts.and_then(|mut parts| {
            check_header(name.as_ref(), value.as_ref())?;
            parts.headers.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
            Ok(parts)
        });
        self
    }

    /// Adds an `authorization` header with name and password. A URL with them is refused: what is in a URL ends up in logs, and hides the name of the
    /// server from whoever reads it.
    ///
    /// They can be read by everybody on the way, as all of `http://`.
    pub fn basic_auth(mut self, user: impl AsRef<str>, password: impl AsRef<str>) -> Request {
        self.parts = self.parts.and_then(|mut parts| {
            let value = super::auth::basic(user.as_ref(), password.as_ref())?;
            parts.headers.push(("authorization".to_owned(), value));
            Ok(parts)
        });
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Request {
        if let Ok(parts) = &mut self.parts {
            parts.body = Body::Bytes(body.into());
        }
        self
    }

    /// Sets a body that is read while it is sent, in chunks: its length need not be known. Such a request is sent once, and not repeated
    /// elsewhere if the server redirects it.
    pub fn body_reader(self, reader: impl AsyncRead + Send + 'static) -> Request {
        self.body_read(Box::pin(reader), None)
    }

    /// The same for a body of which the length is known, as that of a file is: for servers that want to be told, and take no chunks. So many bytes are
    /// read and no more; if there are fewer, that is an [`Error::Body`], since the server cannot be told any more.
    pub fn body_reader_of_length(self, reader: impl AsyncRead + Send + 'static, length: u64) -> Request {
        self.body_read(Box::pin(reader), Some(length))
    }

    fn body_read(mut self, reader: Pin<Box<dyn AsyncRead + Send>>, length: Option<u64>) -> Request {
        if let Ok(parts) = &mut self.parts {
            parts.body = Body::Reader(reader, length);
        }
        self
    }

    /// Sets how long to wait for the complete response, instead of [`Client::timeout`].
    pub fn timeout(mut self, duration: Duration) -> Request {
        self.client.timeout = duration;
        self
    }

    /// Sends the request and waits for the response, following redirects, within the limits of the client.
    ///
    /// Cancel safety: dropping the future closes the connection. Whether the server has acted on the request is not known then.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A status such as 404 is a response and no error.
    ///
    /// # Panics
    ///
    /// When awaited outside a runtime.
    #[crate::coroutine]
    pub async fn send(self) -> Result<Response, Error> {
        let Request { client, parts } = self;
        let parts = parts?;
        match timeout(client.timeout, fetch(&client, parts, None::<&mut Vec<u8>>)).await {
            Ok(result) => result,
            Err(_) => Err(Error::TimedOut),
        }
    }

    /// Sends the request, and writes the body of the response as it comes, instead of keeping it: for what is large, such as a file to download. The
    /// response has the rest. The writer is flushed, and stays open. Otherwise as [`send`](Request::send): so there is a limit to the body,
    /// [`Client::max_body_bytes`], and to the time. Bodies of redirects that are followed are not written; that of a failure is.
    ///
    /// ```
    /// use resumable::http::{Client, Method};
    ///
    /// # let server = resumable::http::DelayServer::start()?;
    /// # let url = server.url("/0/large");
    /// # resumable::block_on(async {
    /// let mut file = Vec::new(); // or a resumable::fs::File
    /// let client = Client::new().max_body_bytes(usize::MAX);
    /// let response = client.request(Method::Get, url).send_to(&mut file).await?.error_for_status()?;
    /// assert_eq!((response.status(), &file[..]), (200, &b"large"[..]));
    /// # Ok::<(), resumable::http::Error>(())
    /// # }).unwrap();
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// Cancel safety: as for [`send`](Request::send). Some of the body may have been written.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Some of the body may have been written then.
    ///
    /// # Panics
    ///
    /// When awaited outside a runtime.
    #[crate::coroutine]
    pub async fn send_to<W: AsyncWrite + Unpin>(self, writer: &mut W) -> Result<Response, Error> {
        let Request { client, parts } = self;
        let parts = parts?;
        match timeout(client.timeout, fetch(&client, parts, Some(writer))).await {
            Ok(result) => result,
            Err(_) => Err(Error::TimedOut),
        }
    }

    /// Sends the request over a connection that is there already, and waits for the response: for TLS, proxies and sockets with paths. `https`
    /// in the URL is not refused, as whoever made the connection knows what it is. Redirects are not followed, and the connection is not used
    /// again. Limits of the client hold, except that on the time.
    ///
    /// Cancel safety: as for [`send`](Request::send).
    ///
    /// # Errors
    ///
    /// See [`Error`].
    #[crate::coroutine]
    pub async fn send_over<S: AsyncRead + AsyncWrite + Unpin>(self, stream: S) -> Result<Response, Error> {
        let Request { client, parts } = self;
        let parts = parts?;
        converse(&client, stream, parts).await
    }
}

impl Parts {
    /// Whether it can be sent a second time if it is not known what became of the first.
    pub(super) fn may_repeat(&self) -> bool {
        self.method.is_idempotent() && !matches!(self.body, Body::Reader(..))
    }

    /// The request line and the headers, up to the empty line.
    pub(super) fn head(&self, connection: Connection) -> String {
        let Url { authority, target, .. } = &self.url;
        let mut head = format!("{} {target} HTTP/1.1\r\nhost: {authority}\r\n", self.method);
        for (name, default) in [("user-agent", "resumable"), ("accept", "*/*")] {
            if !self.headers.iter().any(|(set, _)| set.eq_ignore_ascii_case(name)) {
                push_header(&mut head, name, default);
            }
        }
        for (name, value) in &self.headers {
            push_header(&mut head, name, value);
        }
        if connection == Connection::Close {
            push_header(&mut head, "connection", "close");
        }
        match &self.body {
            Body::Empty if self.method.expects_body() => push_header(&mut head, "content-length", 0),
            Body::Empty => {}
            Body::Bytes(bytes) => push_header(&mut head, "content-length", bytes.len()),
            Body::Reader(_, Some(length)) => push_header(&mut head, "content-length", length),
            Body::Reader(_, None) => push_header(&mut head, "transfer-encoding", "chunked"),
        }
        head.push_str("\r\n");
        head
    }
}

/// What becomes of the connection after the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connection {
    Keep,
    Close,
}

fn push_header(head: &mut String, name: &str, value: impl fmt::Display) {
    write!(head, "{name}: {value}\r\n").expect("a string takes all that is written");
}

/// Accepts nothing that would be more than one header.
fn check_header(name: &str, value: &str) -> Result<(), Error> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(Error::BadHeader("its name is not a token"));
    }
    if value.bytes().any(|byte| byte.is_ascii_control() && byte != b'\t') {
        return Err(Error::BadHeader("its value contains a control character"));
    }
    if value.trim_matches([' ', '\t']).len() != value.len() {
        return Err(Error::BadHeader("its value begins or ends with a space"));
    }
    if OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(Error::BadHeader("it is for the client to set, or to leave out"));
    }
    Ok(())
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.parts {
            Ok(parts) => f.debug_struct("Request").field("method", &parts.method).finish_non_exhaustive(),
            Err(error) => f.debug_tuple("Request").field(error).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(method: Method, body: Body) -> Parts {
        let url = Url::parse("http://h:1/p?q").unwrap();
        Parts { method, url, headers: vec![("Accept".into(), "text/plain".into())], body }
    }

    #[test]
    fn heads_say_what_follows() {
        let get = parts(Method::Get, Body::Empty).head(Connection::Close);
        assert_eq!(
            get,
            "GET /p?q HTTP/1.1\r\nhost: h:1\r\nuser-agent: resumable\r\nAccept: text/plain\r\nconnection: close\r\n\r\n"
        );
        assert!(parts(Method::Post, Body::Empty).head(Connection::Keep).ends_with("\r\ncontent-length: 0\r\n\r\n"));
        let put = parts(Method::Put, Body::Bytes(b"four".to_vec())).head(Connection::Keep);
        assert!(put.ends_with("text/plain\r\ncontent-length: 4\r\n\r\n"));
        let chunked = parts(Method::Post, Body::Reader(Box::pin(&b""[..]), None)).head(Connection::Keep);
        assert!(chunked.ends_with("\r\ntransfer-encoding: chunked\r\n\r\n"));
    }

    #[test]
    fn headers_that_are_more_than_one_are_refused() {
        assert!(check_header("x-name", "a value, with\ttab; and \"more\" ä").is_ok());
        assert!(check_header("x", "").is_ok());
        let refused = [
            ("", "x"),
            ("a b", "x"),
            ("a:", "x"),
            ("ä", "x"),
            ("a", "x\r\ny: z"),
            ("a", "x\n"),
            ("a", "\0"),
            ("a", " x"),
            ("a", "x\t"),
            ("Content-Length", "5"),
            ("transfer-encoding", "chunked"),
            ("Host", "elsewhere"),
        ];
        for (name, value) in refused {
            assert!(matches!(check_header(name, value), Err(Error::BadHeader(_))), "{name:?}: {value:?} was accepted");
        }
    }
}
