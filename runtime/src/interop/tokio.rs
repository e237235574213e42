//! Tokio's traits for streams, by those of futures-io.

#[cfg(unix)]
use crate::net::UnixStream;
use crate::net::{Duplex, OwnedReadHalf, OwnedWriteHalf, ReadHalf, TcpStream, WriteHalf};
use futures_io::{AsyncRead, AsyncWrite};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::ReadBuf;

macro_rules! read {
    ([$($generics:tt)*], $type:ty) => {
        impl<$($generics)*> tokio::io::AsyncRead for $type
        where
            Self: AsyncRead + Unpin,
        {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                // What is initialised stays so: a buffer that is used again costs nothing.
                let count = ready!(AsyncRead::poll_read(self, cx, buffer.initialize_unfilled()))?;
                buffer.advance(count);
                Poll::Ready(Ok(()))
            }
        }
    };
}

macro_rules! write {
    ([$($generics:tt)*], $type:ty) => {
        impl<$($generics)*> tokio::io::AsyncWrite for $type
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

read!([], TcpStream);
write!([], TcpStream);
#[cfg(unix)]
read!([], UnixStream);
#[cfg(unix)]
write!([], UnixStream);
read!([S], ReadHalf<'_, S>);
write!([S], WriteHalf<'_, S>);
read!([S], OwnedReadHalf<S>);
write!([S: Duplex], OwnedWriteHalf<S>);
