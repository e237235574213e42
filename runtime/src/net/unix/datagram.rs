//! Datagrams.

use crate::net::datagram::datagram_io;
use crate::net::through::into_std;
use crate::net::{Async, Shutdown};
use socket2::{SockAddr, SockRef};
#[cfg(any(target_os = "linux", target_os = "android"))]
use std::ffi::OsStr;
use std::future::Future;
use std::io;
#[cfg(target_os = "android")]
use std::os::android::net::SocketAddrExt;
use std::os::fd::AsFd;
#[cfg(target_os = "linux")]
use std::os::linux::net::SocketAddrExt;
#[cfg(any(target_os = "linux", target_os = "android"))]
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::SocketAddr;
use std::path::Path;
use std::task::{Context, Poll};

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

    /// A socket that receives at an address, which may be an abstract one of Linux: that is no file, and is free again when this is dropped.
    ///
    /// # Errors
    ///
    /// When the address cannot be bound.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn bind_addr(address: &SocketAddr) -> io::Result<UnixDatagram> {
        UnixDatagram::new(mio::net::UnixDatagram::bind_addr(address)?)
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

    /// [`connect`](UnixDatagram::connect) to an address, which may be an abstract one of Linux.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn connect_addr(&self, address: &SocketAddr) -> io::Result<()> {
        SockRef::from(self.socket.get_ref()).connect(&raw(address)?)
    }

    /// Sends a datagram to a path. Returns its length.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been sent.
    ///
    /// # Errors
    ///
    /// Those of the operating system; where the receiver has no room, also that there are no descriptors left to wait with.
    #[crate::coroutine]
    pub async fn send_to<P: AsRef<Path>>(&self, datagram: &[u8], path: P) -> io::Result<usize> {
        self.send_to_addr(datagram, &SocketAddr::from_pathname(path)?).await
    }

    /// [`send_to`](Self::send_to) to an address, which may be an abstract one of Linux.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been sent.
    ///
    /// # Errors
    ///
    /// Those of [`send_to`](Self::send_to).
    #[crate::coroutine]
    pub async fn send_to_addr(&self, datagram: &[u8], address: &SocketAddr) -> io::Result<usize> {
        let address = raw(address)?;
        loop {
            if let Some(length) = self.send_if_there_is_room(datagram, &address).await? {
                return Ok(length);
            }
            self.wait_for_receiver(&address).await?;
            if let Some(length) = self.send_if_there_is_room(datagram, &address).await? {
                return Ok(length);
            }
            self.wait_for_room_of_its_own().await?;
        }
    }

    /// [`send_to`](Self::send_to) without waiting.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no room.
    pub fn try_send_to(&self, datagram: &[u8], path: impl AsRef<Path>) -> io::Result<usize> {
        self.try_send_to_addr(datagram, &SocketAddr::from_pathname(path)?)
    }

    /// [`send_to_addr`](Self::send_to_addr) without waiting.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no room.
    pub fn try_send_to_addr(&self, datagram: &[u8], address: &SocketAddr) -> io::Result<usize> {
        // Whether there is room for one receiver says nothing of another.
        SockRef::from(self.socket.get_ref()).send_to(datagram, &raw(address)?)
    }

    /// The length, if it was sent. It is tried whatever is known of this socket, since it is the receiver that lacks room, as a rule. And what is known
    /// of this socket stays, so that nobody is woken: trying in vain makes an event that would lead to another try, and so on.
    fn send_if_there_is_room(
        &self,
        datagram: &[u8],
        address: &SockAddr,
    ) -> impl Future<Output = io::Result<Option<usize>>> {
        self.socket.write_with(move |socket| match SockRef::from(socket).send_to(datagram, address) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            result => result.map(Some),
        })
    }

    /// Waits until the receiver has room. That is told only to those who are connected to it, so somebody is.
    #[crate::coroutine]
    async fn wait_for_receiver(&self, address: &SockAddr) -> io::Result<()> {
        let sender = mio::net::UnixDatagram::unbound()?;
        SockRef::from(&sender).connect(address)?;
        self.socket.beside(sender)?.writable().await
    }

    /// Waits until what was sent and not yet received leaves room for more.
    #[crate::coroutine]
    async fn wait_for_room_of_its_own(&self) -> io::Result<()> {
        let same = std::os::unix::net::UnixDatagram::from(self.as_fd().try_clone_to_owned()?);
        self.socket.beside(mio::net::UnixDatagram::from_std(same))?.writable().await
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

/// The address as the operating system is given it.
fn raw(address: &SocketAddr) -> io::Result<SockAddr> {
    if let Some(path) = address.as_pathname() {
        return SockAddr::unix(path);
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Some(name) = address.as_abstract_name() {
        return SockAddr::unix(OsStr::from_bytes(&[b"\0", name].concat()));
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "a socket without an address cannot be sent to"))
}

datagram_io!(UnixDatagram);
into_std!(UnixDatagram, std::os::unix::net::UnixDatagram);
