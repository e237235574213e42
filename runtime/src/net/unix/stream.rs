//! One connection.

use super::Credentials;
use super::credentials;
use crate::net::through::{as_fd, into_std, stream_io};
use crate::net::{OwnedReadHalf, OwnedWriteHalf, ReadHalf, Shutdown, WriteHalf, split};
use crate::reactor::{Direction, Source};
use std::future::{Future, poll_fn};
use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A connection to a path, or within a [pair](UnixStream::pair). Dropping it closes the connection.
///
/// It is read, written, split and closed as a [`TcpStream`](crate::net::TcpStream) is.
///
/// ```
/// use resumable::io::{ReadExt, WriteExt};
/// use resumable::net::UnixStream;
///
/// # resumable::block_on(async {
/// let (mut here, mut there) = UnixStream::pair()?;
/// here.write_all(b"hello").await?;
/// let mut word = [0; 5];
/// there.read_exact(&mut word).await?;
/// assert_eq!(&word, b"hello");
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct UnixStream {
    source: Source<mio::net::UnixStream>,
}

impl UnixStream {
    /// Connects to the listener of a path.
    ///
    /// Cancel safety: dropping the future closes the connection that was being made.
    ///
    /// # Errors
    ///
    /// When nobody listens there; on Linux also when too many connections have not been accepted yet, as
    /// [`WouldBlock`](io::ErrorKind::WouldBlock).
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[crate::coroutine]
    pub async fn connect<P: AsRef<Path>>(path: P) -> io::Result<UnixStream> {
        UnixStream::connected(mio::net::UnixStream::connect(path)?).await
    }

    /// Connects to the listener of an address, which may be an abstract one of Linux.
    ///
    /// ```
    /// # #[cfg(target_os = "linux")]
    /// # resumable::block_on(async {
    /// use resumable::io::{ReadExt, WriteExt};
    /// use resumable::net::{UnixListener, UnixStream};
    /// use std::os::linux::net::SocketAddrExt;
    /// use std::os::unix::net::SocketAddr;
    ///
    /// let address = SocketAddr::from_abstract_name(format!("resumable-{}", std::process::id()))?;
    /// let listener = UnixListener::bind_addr(&address)?;
    /// let mut client = UnixStream::connect_addr(&address).await?;
    /// let (mut server, _) = listener.accept().await?;
    /// client.write_all(b"x").await?;
    /// assert_eq!(server.read_u8().await?, b'x');
    /// # std::io::Result::Ok(())
    /// # }).unwrap();
    /// ```
    ///
    /// Cancel safety: dropping the future closes the connection that was being made.
    ///
    /// # Errors
    ///
    /// Those of [`connect`](UnixStream::connect).
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[crate::coroutine]
    pub async fn connect_addr(address: &SocketAddr) -> io::Result<UnixStream> {
        UnixStream::connected(mio::net::UnixStream::connect_addr(address)?).await
    }

    /// Waits until the connection stands.
    #[crate::coroutine]
    async fn connected(stream: mio::net::UnixStream) -> io::Result<UnixStream> {
        let stream = UnixStream::new(stream)?;
        poll_fn(|cx| stream.source.poll_io(Direction::Write, cx, connection_outcome)).await?;
        Ok(stream)
    }

    /// Two streams that are connected with each other.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn pair() -> io::Result<(UnixStream, UnixStream)> {
        let (here, there) = mio::net::UnixStream::pair()?;
        Ok((UnixStream::new(here)?, UnixStream::new(there)?))
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
    pub fn from_std(stream: std::os::unix::net::UnixStream) -> io::Result<UnixStream> {
        stream.set_nonblocking(true)?;
        UnixStream::new(mio::net::UnixStream::from_std(stream))
    }

    #[track_caller]
    pub(super) fn new(stream: mio::net::UnixStream) -> io::Result<UnixStream> {
        Ok(UnixStream::of(Source::new(stream)?))
    }

    pub(super) fn of(source: Source<mio::net::UnixStream>) -> UnixStream {
        UnixStream { source: source.with_marks() }
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

    /// Who had the other side when the connection was made: for a server that serves some users only.
    ///
    /// # Errors
    ///
    /// Those of the operating system, and [`Unsupported`](io::ErrorKind::Unsupported) where it does not say.
    pub fn peer_cred(&self) -> io::Result<Credentials> {
        credentials::of_peer(self.as_fd())
    }

    /// Ends one direction of the connection, or both, at once.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.source.io().shutdown(how)
    }

    /// A half to read from and a half to write to, both borrowed from the stream.
    pub fn split(&mut self) -> (ReadHalf<'_, UnixStream>, WriteHalf<'_, UnixStream>) {
        split::borrowed(self)
    }

    /// A half to read from and a half to write to, which can go to different tasks.
    pub fn into_split(self) -> (OwnedReadHalf<UnixStream>, OwnedWriteHalf<UnixStream>) {
        split::owned(self)
    }
}

/// A socket becomes writable both when its connection stands and when it has failed, and may be reported so before either.
fn connection_outcome(stream: &mio::net::UnixStream) -> io::Result<()> {
    if let Some(error) = stream.take_error()? {
        return Err(error);
    }
    match stream.peer_addr() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotConnected => Err(io::ErrorKind::WouldBlock.into()),
        Err(error) => Err(error),
    }
}

stream_io!(UnixStream);
as_fd!(UnixStream);
into_std!(UnixStream, std::os::unix::net::UnixStream);
