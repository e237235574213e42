//! Working together with other crates.
//!
//! Everything here is behind a feature:
//!
//! | feature | |
//! | --- | --- |
//! | `tokio-io` | the streams of [`net`](crate::net), and their halves, implement tokio's `AsyncRead` and `AsyncWrite` |
//! | `hyper` | they implement hyper's `Read` and `Write`; the module `hyper` has an executor and a timer |
//!
//! # TLS
//!
//! There is none in this crate. The streams implement the traits of futures-io, over which futures-rustls works as it is:
//!
//! ```ignore
//! let connector = futures_rustls::TlsConnector::from(config);
//! let stream = resumable::net::TcpStream::connect(("example.org", 443)).await?;
//! let mut stream = connector.connect("example.org".try_into()?, stream).await?;
//! stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await?;
//! ```

#[cfg(feature = "hyper")]
pub mod hyper;
#[cfg(feature = "tokio-io")]
mod tokio;
