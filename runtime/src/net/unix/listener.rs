//! Accepting connections.

use super::UnixStream;
use crate::net::Incoming;
use crate::net::through::{as_fd, incoming, into_std};
use crate::reactor::{Direction, Source};
use std::io;
use std::os::unix::net::SocketAddr;
use std::path::Path;
use std::task::{Context, Poll, ready};

/// A socket that listens on a path. Dropping it stops listening, and leaves the file: remove it, or the path cannot be bound again.
#[derive(Debug)]
pub struct UnixListener {
    source: Source<mio::net::UnixListener>,
}

impl UnixListener {
    /// Listens on a path, where there must be no file yet.
    ///
    /// # Errors
    ///
    /// When the path cannot be bound.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn bind(path: impl AsRef<Path>) -> io::Result<UnixListener> {
        UnixListener::new(mio::net::UnixListener::bind(path)?)
    }

    /// Listens on an address, which may be an abstract one of Linux: that is no file, and is free again when this is dropped.
    ///
    /// # Errors
    ///
    /// When the address cannot be bound.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn bind_addr(address: &SocketAddr) -> io::Result<UnixListener> {
        UnixListener::new(mio::net::UnixListener::bind_addr(address)?)
    }

    /// Takes over a listener of the standard library.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn from_std(listener: std::os::unix::net::UnixListener) -> io::Result<UnixListener> {
        listener.set_nonblocking(true)?;
        UnixListener::new(mio::net::UnixListener::from_std(listener))
    }

    #[track_caller]
    fn new(listener: mio::net::UnixListener) -> io::Result<UnixListener> {
        Ok(UnixListener { source: Source::new(listener)? })
    }

    /// Waits for the next connection, and returns it with the address of the other side, which rarely has one.
    ///
    /// Several tasks may accept from one listener: they are woken together, and each connection goes to the first that comes for it.
    /// It belongs to the runtime that runs this code; outside of any, to that of the listener.
    ///
    /// Cancel safety: a connection is lost neither when the future is dropped nor when it is recreated.
    ///
    /// # Errors
    ///
    /// Those of [`TcpListener::accept`](crate::net::TcpListener::accept).
    #[crate::coroutine]
    pub async fn accept(&self) -> io::Result<(UnixStream, SocketAddr)> {
        std::future::poll_fn(|cx| self.poll_accept(cx)).await
    }

    /// [`accept`](UnixListener::accept) for futures written by hand. Whoever was told to wait is woken, all together.
    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(UnixStream, SocketAddr)>> {
        let (stream, address) = ready!(self.source.poll_io(Direction::Read, cx, mio::net::UnixListener::accept))?;
        let source = self.source.accepted(stream);
        Poll::Ready(source.map(|source| (UnixStream::of(source), address)))
    }

    /// The address it listens on.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.source.io().local_addr()
    }
}

as_fd!(UnixListener);
into_std!(UnixListener, std::os::unix::net::UnixListener);
incoming!(UnixListener, UnixStream);
