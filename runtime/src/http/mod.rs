//! A small HTTP/1.1 client, for `http://` only, and a server to try it on.
//!
//! [`get`] fetches a URL with the default limits; a [`Client`] has its own. Every request has a connection of its own. Redirects are not
//! followed: the caller sees them as they are.
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
//! | with status 1xx | skipped: the final response follows |
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

mod body;
mod client;
pub mod delay_server;
mod error;
mod head;
mod line;
mod response;
mod url;

pub use client::{Client, get};
pub use delay_server::DelayServer;
pub use error::Error;
pub use response::Response;
