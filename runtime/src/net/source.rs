//! Whatever else mio can wait for.

use crate::reactor::{Direction, Source};
use std::future::{Future, poll_fn};
use std::io;
use std::task::{Context, Poll};

/// A source of events of mio that can be awaited: a pipe, a file descriptor, a socket of another crate.
///
/// Operations are closures that do not block. They are tried at once; when they report [`WouldBlock`](io::ErrorKind::WouldBlock), the task waits
/// until mio says that the source has become ready, and tries again.
///
/// ```
/// use resumable::net::{Async, mio::net::UdpSocket};
///
/// # resumable::block_on(async {
/// let socket = || UdpSocket::bind("127.0.0.1:0".parse().unwrap());
/// let (here, there) = (Async::new(socket()?)?, Async::new(socket()?)?);
/// let address = there.get_ref().local_addr()?;
/// here.write_with(|socket| socket.send_to(b"hello", address)).await?;
/// let mut buffer = [0; 16];
/// let (length, _) = there.read_with(|socket| socket.recv_from(&mut buffer)).await?;
/// assert_eq!(&buffer[..length], b"hello");
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct Async<S: mio::event::Source> {
    source: Source<S>,
}

impl<S: mio::event::Source> Async<S> {
    /// Registers the source with the runtime. It must not block, and must not be registered elsewhere.
    ///
    /// # Errors
    ///
    /// When the operating system cannot wait for it.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn new(source: S) -> io::Result<Self> {
        Ok(Async { source: Source::new(source)? })
    }

    /// Registers another one with the same runtime, to be waited for: it is not ready before the operating system says so.
    #[cfg(unix)]
    pub(super) fn beside<T: mio::event::Source>(&self, source: T) -> io::Result<Async<T>> {
        Ok(Async { source: self.source.beside(source)? })
    }

    /// The source.
    pub fn get_ref(&self) -> &S {
        self.source.io()
    }

    /// Tries the operation, waiting for the source to be readable, until it does something else than
    /// [`WouldBlock`](io::ErrorKind::WouldBlock). Several tasks may wait: they are woken together, and each tries again.
    ///
    /// Cancel safety: an operation that has succeeded is not dropped.
    ///
    /// # Errors
    ///
    /// Those of the operation, or that the runtime of the source has been dropped.
    #[crate::coroutine]
    pub async fn read_with<R>(&self, mut operation: impl FnMut(&S) -> io::Result<R>) -> io::Result<R> {
        poll_fn(|cx| self.poll_read_with(cx, &mut operation)).await
    }

    /// As [`read_with`](Async::read_with), waiting for the source to be writable.
    ///
    /// Cancel safety: an operation that has succeeded is not dropped.
    ///
    /// # Errors
    ///
    /// Those of the operation, or that the runtime of the source has been dropped.
    #[crate::coroutine]
    pub async fn write_with<R>(&self, mut operation: impl FnMut(&S) -> io::Result<R>) -> io::Result<R> {
        poll_fn(|cx| self.poll_write_with(cx, &mut operation)).await
    }

    /// Waits until the source may be read. It may be wrong, and may say so again until an operation has reported
    /// [`WouldBlock`](io::ErrorKind::WouldBlock).
    ///
    /// Cancel safety: nothing can be lost.
    ///
    /// # Errors
    ///
    /// When the runtime of the source has been dropped.
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        poll_fn(|cx| self.source.poll_ready(Direction::Read, cx))
    }

    /// As [`readable`](Async::readable), for writing.
    ///
    /// Cancel safety: nothing can be lost.
    ///
    /// # Errors
    ///
    /// When the runtime of the source has been dropped.
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        poll_fn(|cx| self.source.poll_ready(Direction::Write, cx))
    }

    /// Tries the operation, without waiting.
    ///
    /// # Errors
    ///
    /// Those of the operation; [`WouldBlock`](io::ErrorKind::WouldBlock) also where it is known to be in vain, and not tried.
    pub fn try_read_with<R>(&self, operation: impl FnOnce(&S) -> io::Result<R>) -> io::Result<R> {
        self.source.try_io(Direction::Read, operation)
    }

    /// As [`try_read_with`](Async::try_read_with), for writing.
    ///
    /// # Errors
    ///
    /// Those of the operation; [`WouldBlock`](io::ErrorKind::WouldBlock) also where it is known to be in vain, and not tried.
    pub fn try_write_with<R>(&self, operation: impl FnOnce(&S) -> io::Result<R>) -> io::Result<R> {
        self.source.try_io(Direction::Write, operation)
    }

    /// [`read_with`](Async::read_with) for futures written by hand. Whoever was told to wait is woken, all together.
    pub fn poll_read_with<R>(
        &self,
        cx: &mut Context<'_>,
        operation: impl FnMut(&S) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        self.source.poll_io(Direction::Read, cx, operation)
    }

    /// [`write_with`](Async::write_with) for futures written by hand. Whoever was told to wait is woken, all together.
    pub fn poll_write_with<R>(
        &self,
        cx: &mut Context<'_>,
        operation: impl FnMut(&S) -> io::Result<R>,
    ) -> Poll<io::Result<R>> {
        self.source.poll_io(Direction::Write, cx, operation)
    }
}
