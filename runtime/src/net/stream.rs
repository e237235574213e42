//! One TCP connection.

use super::address::look_up;
use super::connect::connect_any;
use super::through::{as_fd, into_std, stream_io};
use super::{OwnedReadHalf, OwnedWriteHalf, ReadHalf, Shutdown, SocketAddr, ToSocketAddrs, WriteHalf, split};
use crate::reactor::{Direction, Source};
use std::future::Future;
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

/// A TCP connection. Dropping it closes the connection.
///
/// It reads and writes through [`AsyncRead`](crate::io::AsyncRead) and [`AsyncWrite`](crate::io::AsyncWrite), which also `&TcpStream` implements, so that one task can read while another
/// writes; see also [`split`](TcpStream::split) and [`into_split`](TcpStream::into_split). Bring [`ReadExt`](crate::io::ReadExt) and
/// [`WriteExt`](crate::io::WriteExt) into scope for the methods to await. Closing the writer tells the other side that no more will come.
#[derive(Debug)]
pub struct TcpStream {
    source: Source<mio::net::TcpStream>,
}

impl TcpStream {
    /// Connects to the first of the addresses that answers.
    ///
    /// A name is looked up first, on a thread of the blocking pool.
    ///
    /// If there are several addresses, those of IPv6 and IPv4 take turns. The next is tried as soon as one has failed, or after 250 milliseconds while the
    /// others go on, as [RFC 8305](https://www.rfc-editor.org/rfc/rfc8305) says: so one that never answers does not keep the others from being tried.
    ///
    /// Cancel safety: dropping the future closes the connections that were being made.
    ///
    /// # Errors
    ///
    /// When the name has no address, or none of the addresses answers: the error of the one that failed last. There is no limit to the time but that of
    /// the operating system, which may be minutes.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[crate::coroutine]
    pub async fn connect<A: ToSocketAddrs>(addresses: A) -> io::Result<TcpStream> {
        let addresses = addresses.to_addresses()?;
        connect_any(look_up(addresses).await?).await
    }

    /// Takes over a connection of the standard library.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn from_std(stream: std::net::TcpStream) -> io::Result<TcpStream> {
        stream.set_nonblocking(true)?;
        TcpStream::new(mio::net::TcpStream::from_std(stream))
    }

    #[track_caller]
    pub(super) fn new(stream: mio::net::TcpStream) -> io::Result<TcpStream> {
        Ok(TcpStream::of(Source::new(stream)?))
    }

    pub(super) fn of(source: Source<mio::net::TcpStream>) -> TcpStream {
        TcpStream { source }
    }

    /// Begins to connect to the address.
    #[track_caller]
    pub(super) fn begin(address: SocketAddr) -> io::Result<TcpStream> {
        TcpStream::new(mio::net::TcpStream::connect(address)?)
    }

    /// Ready when the connection stands, or has failed.
    pub(super) fn poll_connected(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.source.poll_io(Direction::Write, cx, connection_outcome)
    }

    /// The address of the other side.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.source.io().peer_addr()
    }

    /// The address of this side.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.source.io().local_addr()
    }

    /// Whether small writes are sent at once, instead of being collected for a moment.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn nodelay(&self) -> io::Result<bool> {
        self.source.io().nodelay()
    }

    /// Sets whether small writes are sent at once. They are not by default.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.source.io().set_nodelay(nodelay)
    }

    /// How many routers a packet may pass.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn ttl(&self) -> io::Result<u32> {
        self.source.io().ttl()
    }

    /// Sets how many routers a packet may pass.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.source.io().set_ttl(ttl)
    }

    /// The error that the connection has met since the last call, if any.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.source.io().take_error()
    }

    /// Ends one direction of the connection, or both, at once.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.source.io().shutdown(how)
    }

    /// Waits until there is something to read, and copies it without taking it off the stream. 0 means that the other side has finished.
    ///
    /// Cancel safety: nothing is taken, so nothing can be lost.
    pub fn peek<'a>(&'a self, buffer: &'a mut [u8]) -> impl Future<Output = io::Result<usize>> {
        std::future::poll_fn(move |cx| self.source.poll_io(Direction::Read, cx, |stream| stream.peek(buffer)))
    }

    /// Whether the connection stands, as far as the operating system knows by now, and the other side has sent nothing that was not read.
    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    pub(crate) fn is_quiet(&self) -> bool {
        loop {
            match self.source.io().peek(&mut [0]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return result.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock),
            }
        }
    }

    /// Where it waits.
    #[cfg_attr(not(feature = "http"), allow(dead_code))]
    pub(crate) fn home(&self) -> &crate::reactor::Handle {
        self.source.reactor()
    }

    /// A half to read from and a half to write to, both borrowed from the stream.
    pub fn split(&mut self) -> (ReadHalf<'_>, WriteHalf<'_>) {
        split::borrowed(self)
    }

    /// A half to read from and a half to write to, which can go to different tasks.
    pub fn into_split(self) -> (OwnedReadHalf, OwnedWriteHalf) {
        split::owned(self)
    }
}

/// A socket becomes writable both when its connection stands and when it has failed, and may be reported so before either.
fn connection_outcome(stream: &mio::net::TcpStream) -> io::Result<()> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotConnected => Err(io::ErrorKind::WouldBlock.into()),
        Err(error) => Err(error),
    }
}

stream_io!(TcpStream);
as_fd!(TcpStream);
into_std!(TcpStream, std::net::TcpStream);
