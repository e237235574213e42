//! Tokio's traits for streams, by those of futures-io.

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
    ($generics:tt, $type:ty) => {
        write_as!(tokio::io::AsyncWrite, $generics, $type);
    };
}

for_streams!(read, write);
