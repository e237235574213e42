//! Bytes in one direction, between processes.

use crate::net::Async;
use crate::net::through::read_through;
use mio::unix::pipe::{Receiver, Sender};
use std::future::Future;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A pipe: what is written to one end can be read from the other. Each end may go to another process, by
/// [`into_fd`](PipeReader::into_fd).
///
/// ```
/// use resumable::io::{ReadExt, WriteExt};
///
/// # resumable::block_on(async {
/// let (mut reader, mut writer) = resumable::net::pipe()?;
/// writer.write_all(b"hello").await?;
/// drop(writer);
/// let mut text = String::new();
/// reader.read_to_string(&mut text).await?;
/// assert_eq!(text, "hello");
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
///
/// # Errors
///
/// Those of the operating system.
///
/// # Panics
///
/// Outside a runtime.
#[track_caller]
pub fn pipe() -> io::Result<(PipeReader, PipeWriter)> {
    let (writer, reader) = mio::unix::pipe::new()?;
    Ok((PipeReader { pipe: Async::new(reader)? }, PipeWriter { pipe: Some(Async::new(writer)?) }))
}

/// The end of a [`pipe`] to read from: its own, or the output of a [child process](crate::process).
///
/// Dropping it tells the writer, whose next write fails.
#[derive(Debug)]
pub struct PipeReader {
    pipe: Async<Receiver>,
}

impl PipeReader {
    /// Takes over the end of a pipe: one of the standard library, or a named one that was opened as a file. From now on reading from it does not
    /// block, wherever else it may be open.
    ///
    /// # Errors
    ///
    /// Those of the operating system. A file that is no pipe may be one.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn from_fd(fd: impl Into<OwnedFd>) -> io::Result<PipeReader> {
        let pipe = Receiver::from(fd.into());
        pipe.set_nonblocking(true)?;
        Ok(PipeReader { pipe: Async::new(pipe)? })
    }

    /// A descriptor of this end which blocks, to be given to a child process.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn into_fd(self) -> io::Result<OwnedFd> {
        let fd = self.pipe.get_ref().as_fd().try_clone_to_owned()?;
        self.pipe.get_ref().set_nonblocking(false)?;
        Ok(fd)
    }

    /// Reads what is there, without waiting. 0 means the end, unless the buffer is empty.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is nothing.
    pub fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.pipe.try_read_with(|mut pipe| pipe.read(buffer))
    }

    /// Waits until there is something to read, or the end. It may be wrong, and may say so again until a read has found nothing.
    ///
    /// Cancel safety: nothing can be lost.
    ///
    /// # Errors
    ///
    /// When the runtime of the pipe has been dropped.
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        self.pipe.readable()
    }
}

// A read that leaves room may leave something, too, where the pipe keeps what is written apart. So each is tried until there is nothing.
impl futures_io::AsyncRead for &PipeReader {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        self.pipe.poll_read_with(cx, |mut pipe| pipe.read(buffer))
    }

    fn poll_read_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &mut [IoSliceMut<'_>],
    ) -> Poll<io::Result<usize>> {
        self.pipe.poll_read_with(cx, |mut pipe| pipe.read_vectored(buffers))
    }
}

read_through!([], PipeReader, &'s PipeReader, |this| this);

impl AsFd for PipeReader {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pipe.get_ref().as_fd()
    }
}

/// The end of a [`pipe`] to write to: its own, or the input of a [child process](crate::process).
///
/// Dropping it is the end for the reader, and so is closing it.
#[derive(Debug)]
pub struct PipeWriter {
    /// None once it has been closed.
    pipe: Option<Async<Sender>>,
}

impl PipeWriter {
    /// Takes over the end of a pipe: one of the standard library, or a named one that was opened as a file. From now on writing to it does not
    /// block, wherever else it may be open.
    ///
    /// # Errors
    ///
    /// Those of the operating system. A file that is no pipe may be one.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn from_fd(fd: impl Into<OwnedFd>) -> io::Result<PipeWriter> {
        let pipe = Sender::from(fd.into());
        pipe.set_nonblocking(true)?;
        Ok(PipeWriter { pipe: Some(Async::new(pipe)?) })
    }

    /// A descriptor of this end which blocks, to be given to a child process.
    ///
    /// # Errors
    ///
    /// Those of the operating system, and that it has been closed.
    pub fn into_fd(self) -> io::Result<OwnedFd> {
        let pipe = self.open()?.get_ref();
        let fd = pipe.as_fd().try_clone_to_owned()?;
        pipe.set_nonblocking(false)?;
        Ok(fd)
    }

    /// Writes as much as there is room for, without waiting.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.open()?.try_write_with(|mut pipe| pipe.write(bytes))
    }

    fn open(&self) -> io::Result<&Async<Sender>> {
        self.pipe.as_ref().ok_or_else(|| io::Error::new(io::ErrorKind::BrokenPipe, "this end has been closed"))
    }
}

impl futures_io::AsyncWrite for PipeWriter {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.open()?.poll_write_with(cx, |mut pipe| pipe.write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.open()?.poll_write_with(cx, |mut pipe| pipe.write_vectored(bytes))
    }

    /// Does nothing: what is written is with the operating system already.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.pipe = None;
        Poll::Ready(Ok(()))
    }
}
