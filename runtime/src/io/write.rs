//! `WriteExt`: the methods to await on whatever can be written to.

use super::WriteNumber;
use super::frames::WriteFrame;
use super::numbers::write_numbers;
use futures_io::AsyncWrite;
use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Methods of every [`AsyncWrite`].
pub trait WriteExt: AsyncWrite {
    /// Writes some of the buffer, at least one byte, and waits if there is no room. Returns the number of bytes.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been written, except by a [`File`](crate::fs::File), which says more.
    fn write<'a>(&'a mut self, buffer: &'a [u8]) -> Write<'a, Self>
    where
        Self: Unpin,
    {
        Write { writer: self, buffer }
    }

    /// Writes the whole buffer.
    ///
    /// Cancel safety: none. Some of it may have been written, and how much is not known.
    ///
    /// # Errors
    ///
    /// [`WriteZero`](io::ErrorKind::WriteZero) if the writer takes no more.
    fn write_all<'a>(&'a mut self, buffer: &'a [u8]) -> WriteAll<'a, Self>
    where
        Self: Unpin,
    {
        WriteAll { writer: self, rest: buffer }
    }

    /// Writes some of the buffers, one after the other, with a single call to the operating system where the writer can do that. Returns the
    /// number of bytes.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been written, except by a [`File`](crate::fs::File), which says more.
    fn write_vectored<'a>(&'a mut self, buffers: &'a [IoSlice<'a>]) -> WriteVectored<'a, Self>
    where
        Self: Unpin,
    {
        WriteVectored { writer: self, buffers }
    }

    /// Writes all of the buffers, one after the other. The slice is used up: what it holds afterwards is not said.
    ///
    /// Cancel safety: none. Some of it may have been written, and how much is not known.
    ///
    /// # Errors
    ///
    /// [`WriteZero`](io::ErrorKind::WriteZero) if the writer takes no more.
    fn write_all_vectored<'a, 'b>(&'a mut self, buffers: &'a mut [IoSlice<'b>]) -> WriteAllVectored<'a, 'b, Self>
    where
        Self: Unpin,
    {
        WriteAllVectored { writer: self, rest: buffers }
    }

    /// Writes a message behind its length, a `u32` with the most significant byte first, for [`ReadExt::frames`](super::ReadExt::frames). It is that of
    /// the codec of tokio-util as well.
    ///
    /// Cancel safety: none. Some of it may have been written, and how much is not known.
    ///
    /// # Errors
    ///
    /// [`WriteZero`](io::ErrorKind::WriteZero) if the writer takes no more; [`InvalidInput`](io::ErrorKind::InvalidInput) if the length is none of a
    /// `u32`: then nothing is written.
    fn write_frame<'a>(&'a mut self, frame: &'a [u8]) -> WriteFrame<'a, Self>
    where
        Self: Unpin,
    {
        super::frames::write_frame(self, frame)
    }

    /// Writes a byte.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been written, except by a [`File`](crate::fs::File), which says more.
    ///
    /// # Errors
    ///
    /// [`WriteZero`](io::ErrorKind::WriteZero) if the writer takes no more.
    fn write_u8(&mut self, byte: u8) -> WriteNumber<'_, Self, 1>
    where
        Self: Unpin,
    {
        super::numbers::write(self, byte.to_be_bytes())
    }

    /// Writes a byte.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been written, except by a [`File`](crate::fs::File), which says more.
    ///
    /// # Errors
    ///
    /// [`WriteZero`](io::ErrorKind::WriteZero) if the writer takes no more.
    fn write_i8(&mut self, byte: i8) -> WriteNumber<'_, Self, 1>
    where
        Self: Unpin,
    {
        super::numbers::write(self, byte.to_be_bytes())
    }

    write_numbers! {
        u16, write_u16, write_u16_le;
        u32, write_u32, write_u32_le;
        u64, write_u64, write_u64_le;
        u128, write_u128, write_u128_le;
        i16, write_i16, write_i16_le;
        i32, write_i32, write_i32_le;
        i64, write_i64, write_i64_le;
        i128, write_i128, write_i128_le;
        f32, write_f32, write_f32_le;
        f64, write_f64, write_f64_le;
    }

    /// Waits until everything written has reached its destination.
    ///
    /// Cancel safety: nothing is lost; call it again.
    fn flush(&mut self) -> Flush<'_, Self>
    where
        Self: Unpin,
    {
        Flush { writer: self }
    }

    /// Flushes, and says that no more will be written.
    ///
    /// Cancel safety: nothing is lost; call it again.
    fn close(&mut self) -> Close<'_, Self>
    where
        Self: Unpin,
    {
        Close { writer: self }
    }
}

impl<W: AsyncWrite + ?Sized> WriteExt for W {}

/// The future of [`WriteExt::write`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Write<'a, W: ?Sized> {
    writer: &'a mut W,
    buffer: &'a [u8],
}

impl<W: AsyncWrite + Unpin + ?Sized> Future for Write<'_, W> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        Pin::new(&mut *this.writer).poll_write(cx, this.buffer)
    }
}

/// The future of [`WriteExt::write_all`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct WriteAll<'a, W: ?Sized> {
    writer: &'a mut W,
    rest: &'a [u8],
}

impl<W: AsyncWrite + Unpin + ?Sized> Future for WriteAll<'_, W> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        poll_all(this.writer, cx, &mut this.rest)
    }
}

/// Writes what is left.
pub(super) fn poll_all<W>(writer: &mut W, cx: &mut Context<'_>, rest: &mut &[u8]) -> Poll<io::Result<()>>
where
    W: AsyncWrite + Unpin + ?Sized,
{
    while !rest.is_empty() {
        match ready!(Pin::new(&mut *writer).poll_write(cx, rest)) {
            Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
            Ok(count) => *rest = &rest[count..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Poll::Ready(Err(error)),
        }
    }
    Poll::Ready(Ok(()))
}

/// The future of [`WriteExt::write_vectored`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct WriteVectored<'a, W: ?Sized> {
    writer: &'a mut W,
    buffers: &'a [IoSlice<'a>],
}

impl<W: AsyncWrite + Unpin + ?Sized> Future for WriteVectored<'_, W> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        Pin::new(&mut *this.writer).poll_write_vectored(cx, this.buffers)
    }
}

/// The future of [`WriteExt::write_all_vectored`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct WriteAllVectored<'a, 'b, W: ?Sized> {
    writer: &'a mut W,
    rest: &'a mut [IoSlice<'b>],
}

impl<W: AsyncWrite + Unpin + ?Sized> Future for WriteAllVectored<'_, '_, W> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        // Those that are empty would look like a writer that takes no more.
        IoSlice::advance_slices(&mut this.rest, 0);
        while !this.rest.is_empty() {
            match ready!(Pin::new(&mut *this.writer).poll_write_vectored(cx, this.rest)) {
                Ok(0) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Ok(count) => IoSlice::advance_slices(&mut this.rest, count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// The future of [`WriteExt::flush`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Flush<'a, W: ?Sized> {
    writer: &'a mut W,
}

impl<W: AsyncWrite + Unpin + ?Sized> Future for Flush<'_, W> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut *self.get_mut().writer).poll_flush(cx)
    }
}

/// The future of [`WriteExt::close`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Close<'a, W: ?Sized> {
    writer: &'a mut W,
}

impl<W: AsyncWrite + Unpin + ?Sized> Future for Close<'_, W> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut *self.get_mut().writer).poll_close(cx)
    }
}
