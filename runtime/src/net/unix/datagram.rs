//! Datagrams.

use crate::net::{Async, Shutdown};
use std::future::Future;
use std::io;
use std::os::unix::net::SocketAddr;
use std::path::Path;

/// A socket for datagrams to and from paths. Dropping it leaves the file that it was bound to.
///
/// A datagram that is longer than the buffer it is received into is cut off. Others than with UDP, none is lost on the way: sending waits while
/// the receiver has no room.
#[derive(Debug)]
pub struct UnixDatagram {
    socket: Async<mio::net::UnixDatagram>,
}

impl UnixDatagram {
    /// A socket that receives at a path, where there must be no file yet.
    ///
    /// # Errors
    ///
    /// When the path cannot be bound.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixDatagram> {
        UnixDatagram::new(mio::net::UnixDatagram::bind(path)?)
    }

    /// A socket without a path, to send from.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn unbound() -> io::Result<UnixDatagram> {
        UnixDatagram::new(mio::net::UnixDatagram::unbound()?)
    }

    /// Two sockets that are connected with each other.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn pair() -> io::Result<(UnixDatagram, UnixDatagram)> {
        let (here, there) = mio::net::UnixDatagram::pair()?;
        Ok((UnixDatagram::new(here)?, UnixDatagram::new(there)?))
    }

    /// Takes over a socket of the standard library.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn from_std(socket: std::os::unix::net::UnixDatagram) -> io::Result<UnixDatagram> {
        socket.set_nonblocking(true)?;
        UnixDatagram::new(mio::net::UnixDatagram::from_std(socket))
    }

    #[track_caller]
    fn new(socket: mio::net::UnixDatagram) -> io::Result<UnixDatagram> {
        Ok(UnixDatagram { socket: Async::new(socket)? })
    }

    /// Sets the one path to send to and to receive from, for [`send`](UnixDatagram::send) and [`recv`](UnixDatagram::recv).
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn connect(&self, path: impl AsRef<Path>) -> io::Result<()> {
        self.socket.get_ref().connect(path)
    }

    /// Sends a datagram to a path. Returns its length.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been sent.
    pub fn send_to<'a, P: AsRef<Path> + 'a>(
        &'a self,
        datagram: &'a [u8],
        path: P,
    ) -> impl Future<Output = io::Result<usize>> {
        self.socket.write_with(move |socket| socket.send_to(datagram, path.as_ref()))
    }

    /// Waits for a datagram, and returns its length and where it came from.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing has been received.
    pub fn recv_from<'a>(&'a self, buffer: &'a mut [u8]) -> impl Future<Output = io::Result<(usize, SocketAddr)>> {
        self.socket.read_with(move |socket| socket.recv_from(buffer))
    }

    /// Sends a datagram to the path that the socket is connected to. Returns its length.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been sent.
    pub fn send<'a>(&'a self, datagram: &'a [u8]) -> impl Future<Output = io::Result<usize>> {
        self.socket.write_with(move |socket| socket.send(datagram))
    }

    /// Waits for a datagram, and returns its length.
    ///
    /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing has been received.
    pub fn recv<'a>(&'a self, buffer: &'a mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.socket.read_with(move |socket| socket.recv(buffer))
    }

    /// Sends a datagram to the path that the socket is connected to, without waiting. Returns its length.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no room.
    pub fn try_send(&self, datagram: &[u8]) -> io::Result<usize> {
        self.socket.try_write_with(|socket| socket.send(datagram))
    }

    /// Takes a datagram of the peer, without waiting, and returns its length.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none.
    pub fn try_recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.try_read_with(|socket| socket.recv(buffer))
    }

    /// Waits until there is a datagram, for `try_recv`. It may be wrong, and may say so again until there was none.
    ///
    /// Cancel safety: nothing can be lost.
    ///
    /// # Errors
    ///
    /// When the runtime of the socket has been dropped.
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        self.socket.readable()
    }

    /// Waits until there is room for a datagram, for `try_send`. It may be wrong, and may say so again until there was none.
    ///
    /// Cancel safety: nothing can be lost.
    ///
    /// # Errors
    ///
    /// When the runtime of the socket has been dropped.
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        self.socket.writable()
    }

    /// The address of this side.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.get_ref().local_addr()
    }

    /// The address that it is connected to.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.socket.get_ref().peer_addr()
    }

    /// Ends one direction, or both, at once.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.socket.get_ref().shutdown(how)
    }
}

impl std::os::fd::AsFd for UnixDatagram {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.socket.get_ref().as_fd()
    }
}
