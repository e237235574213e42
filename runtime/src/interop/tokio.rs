//! Tokio's traits for streams, by those of futures-io.

use crate::net::uninit::ReadUninit;
use futures_io::AsyncWrite;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::ReadBuf;

macro_rules! read {
    ([$($generics:tt)*], $type:ty) => {
        impl<$($generics)*> tokio::io::AsyncRead for $type
        where
            Self: ReadUninit,
        {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut ReadBuf<'_>,
            ) -> Poll<io::Result<()>> {
                // SAFETY: the reader initialises, and does nothing else.
                let unfilled = unsafe { buffer.unfilled_mut() };
                let room = unfilled.len();
                let count = ready!(self.poll_read_uninit(cx, unfilled))?;
                assert!(count <= room, "a reader cannot have read more than there was room for");
                // SAFETY: so many bytes are there, and the reader has initialised them.
                unsafe { buffer.assume_init(count) };
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
