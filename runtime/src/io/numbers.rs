//! Numbers, byte by byte.

use futures_io::{AsyncRead, AsyncWrite};
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// `read_numbers!(T, big = name, little = name; ...)`: the methods of `ReadExt`.
macro_rules! read_numbers {
    ($($type:ident, $big:ident, $little:ident);* $(;)?) => {
        $(
            #[doc = concat!("Reads a `", stringify!($type), "`, most significant byte first.")]
            ///
            /// Cancel safety: none. What was read so far is lost.
            ///
            /// # Errors
            ///
            /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the end comes first.
            fn $big(&mut self) -> ReadNumber<'_, Self, $type, { size_of::<$type>() }>
            where
                Self: Unpin,
            {
                $crate::io::numbers::read(self, $type::from_be_bytes)
            }

            #[doc = concat!("Reads a `", stringify!($type), "`, least significant byte first.")]
            ///
            /// Cancel safety: none. What was read so far is lost.
            ///
            /// # Errors
            ///
            /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the end comes first.
            fn $little(&mut self) -> ReadNumber<'_, Self, $type, { size_of::<$type>() }>
            where
                Self: Unpin,
            {
                $crate::io::numbers::read(self, $type::from_le_bytes)
            }
        )*
    };
}

/// `write_numbers!(T, big = name, little = name; ...)`: the methods of `WriteExt`.
macro_rules! write_numbers {
    ($($type:ident, $big:ident, $little:ident);* $(;)?) => {
        $(
            #[doc = concat!("Writes a `", stringify!($type), "`, most significant byte first.")]
            ///
            /// Cancel safety: none. Some of it may have been written, and how much is not known.
            ///
            /// # Errors
            ///
            /// [`WriteZero`](io::ErrorKind::WriteZero) if the writer takes no more.
            fn $big(&mut self, number: $type) -> WriteNumber<'_, Self, { size_of::<$type>() }>
            where
                Self: Unpin,
            {
                $crate::io::numbers::write(self, number.to_be_bytes())
            }

            #[doc = concat!("Writes a `", stringify!($type), "`, least significant byte first.")]
            ///
            /// Cancel safety: none. Some of it may have been written, and how much is not known.
            ///
            /// # Errors
            ///
            /// [`WriteZero`](io::ErrorKind::WriteZero) if the writer takes no more.
            fn $little(&mut self, number: $type) -> WriteNumber<'_, Self, { size_of::<$type>() }>
            where
                Self: Unpin,
            {
                $crate::io::numbers::write(self, number.to_le_bytes())
            }
        )*
    };
}

pub(super) use {read_numbers, write_numbers};

/// The future of [`ReadExt::read_u32`](super::ReadExt::read_u32) and its like.
#[must_use = "futures do nothing unless awaited"]
pub struct ReadNumber<'a, R: ?Sized, T, const N: usize> {
    reader: &'a mut R,
    bytes: [u8; N],
    filled: usize,
    make: fn([u8; N]) -> T,
}

pub(super) fn read<R: ?Sized, T, const N: usize>(reader: &mut R, make: fn([u8; N]) -> T) -> ReadNumber<'_, R, T, N> {
    ReadNumber { reader, bytes: [0; N], filled: 0, make }
}

impl<R: AsyncRead + Unpin + ?Sized, T, const N: usize> Future for ReadNumber<'_, R, T, N> {
    type Output = io::Result<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let this = self.get_mut();
        ready!(super::read::poll_exact(this.reader, cx, &mut this.bytes, &mut this.filled))?;
        Poll::Ready(Ok((this.make)(this.bytes)))
    }
}

/// The future of [`WriteExt::write_u32`](super::WriteExt::write_u32) and its like.
#[must_use = "futures do nothing unless awaited"]
pub struct WriteNumber<'a, W: ?Sized, const N: usize> {
    writer: &'a mut W,
    bytes: [u8; N],
    written: usize,
}

pub(super) fn write<W: ?Sized, const N: usize>(writer: &mut W, bytes: [u8; N]) -> WriteNumber<'_, W, N> {
    WriteNumber { writer, bytes, written: 0 }
}

impl<W: AsyncWrite + Unpin + ?Sized, const N: usize> Future for WriteNumber<'_, W, N> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let mut rest = &this.bytes[this.written..];
        let polled = super::write::poll_all(this.writer, cx, &mut rest);
        this.written = N - rest.len();
        polled
    }
}

impl<R: ?Sized, T, const N: usize> fmt::Debug for ReadNumber<'_, R, T, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadNumber").field("filled", &self.filled).finish_non_exhaustive()
    }
}

impl<W: ?Sized, const N: usize> fmt::Debug for WriteNumber<'_, W, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteNumber").field("written", &self.written).finish_non_exhaustive()
    }
}
