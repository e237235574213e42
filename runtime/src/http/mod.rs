//! A small HTTP/1.1 client, for `http://` only, and a server to try it on.
//!
//! [`get`] fetches a URL with the default limits, over a connection of its own. A [`Client`] has limits of its own and keeps connections for later
//! requests; its [`request`](Client::request) has other methods, headers and bodies, and can write what it is answered
//! [to a file](Request::send_to). Redirects are followed, up to a limit.
//!
//! There is no TLS in this crate: what wants it is an [`Error::NoTls`], which has the URL. [`Request::send_over`] takes any stream, also one of futures-rustls, which works over
//! [`TcpStream`](crate::net::TcpStream) as it is.
//!
//! The client trusts no server. Head, number of headers and body are limited, so is the time; and a response whose framing could be understood
//! in two ways is refused:
//!
//! | the response | is |
//! | --- | --- |
//! | with `transfer-encoding` and `content-length` | refused |
//! | with several different `content-length`s, or one that is not a plain number | refused |
//! | with a transfer encoding other than `chunked`, or with one in HTTP/1.0 | refused |
//! | with a chunk size that is not plain hexadecimal, or too large, or chunk data not followed by its line end | refused |
//! | with lines that end in a bare line feed | refused |
//! | that ends before its body is complete | refused |
//! | without any framing | read until the connection closes |
//! | with status 1xx or 204 that announces a body | without one, and the connection is not used again |
//! | with status 1xx | skipped: the final response follows |
//! | with bytes after its end | read, and the connection is not used again |
//! | that comes before the request is through | read, while the request is sent on; if it ends first, the connection is not used again |
//!
//! A request over a connection that was kept, and that turns out to have been closed, is sent again over a new one, if its method is idempotent
//! and nothing of a response had come. What a URL or a header would smuggle into a request is refused. Redirects to another server take neither
//! cookies nor authorization along. They may lead anywhere that `http://` does, also to this machine and its neighbours: who fetches what strangers
//! have named, and may not reach these, looks at the addresses himself, and [follows redirects](Client::max_redirects) himself.
//!
//! ```
//! use resumable::http::{self, DelayServer};
//!
//! let server = DelayServer::start()?;
//! let response = resumable::block_on(http::get(server.url("/0/hello"))).unwrap();
//! assert_eq!(response.status(), 200);
//! assert_eq!(response.text().unwrap(), "hello");
//! # std::io::Result::Ok(())
//! ```

mod auth;
mod body;
mod client;
pub mod delay_server;
mod error;
mod exchange;
mod head;
mod line;
mod method;
mod pool;
mod redirect;
mod request;
mod response;
mod send;
#[cfg(all(test, not(loom)))]
mod tests;
mod url;

pub use client::{Client, get};
pub use delay_server::DelayServer;
pub use error::Error;
pub use method::Method;
pub use request::Request;
pub use response::Response;
