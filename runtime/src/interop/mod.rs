//! Working together with other crates.
//!
//! Everything here is behind a feature:
//!
//! | feature | |
//! | --- | --- |
//! | `tokio-io` | the streams of [`net`](crate::net), their halves, and [`DuplexStream`](crate::io::DuplexStream) implement tokio's `AsyncRead` and `AsyncWrite` |
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
//!
//! To read it in one task and write to it in another, `split` of futures' `AsyncReadExt` divides it, as any stream.

/// `for_streams!(read, write)` calls the macro `read` with each stream and half that can be read, as its generics and its type, and `write` with
/// those that can be written.
#[cfg(any(feature = "hyper", feature = "tokio-io"))]
macro_rules! for_streams {
    ($read:ident, $write:ident) => {
        $read!([], $crate::net::TcpStream);
        $write!([], $crate::net::TcpStream);
        $read!([], $crate::io::DuplexStream);
        $write!([], $crate::io::DuplexStream);
        #[cfg(unix)]
        $read!([], $crate::net::UnixStream);
        #[cfg(unix)]
        $write!([], $crate::net::UnixStream);
        $read!([S], $crate::net::ReadHalf<'_, S>);
        $write!([S], $crate::net::WriteHalf<'_, S>);
        $read!([S], $crate::net::OwnedReadHalf<S>);
        $write!([S: $crate::net::Duplex], $crate::net::OwnedWriteHalf<S>);
    };
}

/// Implements a trait that has the methods of tokio's `AsyncWrite`, as hyper's `Write` has.
#[cfg(any(feature = "hyper", feature = "tokio-io"))]
macro_rules! write_as {
    ($write:path, [$($generics:tt)*], $type:ty) => {
        impl<$($generics)*> $write for $type
        where
            Self: AsyncWrite + Unpin,
        {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
                AsyncWrite::poll_write(self, cx, buffer)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                AsyncWrite::poll_write_vectored(self, cx, buffers)
            }

            fn is_write_vectored(&self) -> bool {
                true
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                AsyncWrite::poll_flush(self, cx)
            }

            fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                AsyncWrite::poll_close(self, cx)
            }
        }
    };
}

#[cfg(feature = "hyper")]
pub mod hyper;
#[cfg(feature = "tokio-io")]
mod tokio;
