//! Accepting connections.

use super::address::{each_address, look_up};
use super::through::{as_fd, incoming, into_std};
use super::{SocketAddr, TcpStream, ToSocketAddrs};
use crate::reactor::{Direction, Source};
use std::io;
use std::task::{Context, Poll, ready};

/// A socket that listens for TCP connections. Dropping it stops listening.
#[derive(Debug)]
pub struct TcpListener {
    source: Source<mio::net::TcpListener>,
}

impl TcpListener {
    /// Listens on the first of the addresses that can be bound. Port 0 asks the operating system for a free one; see
    /// [`local_addr`](TcpListener::local_addr).
    ///
    /// A name is looked up first, on a thread of the blocking pool. On Unix up to 1024 connections wait to be accepted, unless the operating system
    /// allows fewer.
    ///
    /// Cancel safety: nothing is lost.
    ///
    /// # Errors
    ///
    /// When none of the addresses can be bound.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[crate::coroutine]
    pub async fn bind<A: ToSocketAddrs>(addresses: A) -> io::Result<TcpListener> {
        let addresses = addresses.to_addresses()?;
        let listener = each_address(look_up(addresses).await?, listen)?;
        TcpListener::new(listener)
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
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<TcpListener> {
        listener.set_nonblocking(true)?;
        TcpListener::new(mio::net::TcpListener::from_std(listener))
    }

    #[track_caller]
    pub(super) fn new(listener: mio::net::TcpListener) -> io::Result<TcpListener> {
        Ok(TcpListener { source: Source::new(listener)? })
    }

    /// Waits for the next connection, and returns it with the address of the other side.
    ///
    /// Several tasks may accept from one listener: they are woken together, and each connection goes to the first that comes for it.
    /// It belongs to the runtime that runs this code; outside of any, to that of the listener.
    ///
    /// Cancel safety: a connection is lost neither when the future is dropped nor when it is recreated.
    ///
    /// # Errors
    ///
    /// They may concern that one connection only, or be due to too many open files: a server usually goes on after a pause. Or the runtime of the
    /// listener has been dropped.
    #[crate::coroutine]
    pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        std::future::poll_fn(|cx| self.poll_accept(cx)).await
    }

    /// [`accept`](TcpListener::accept) for futures written by hand. Whoever was told to wait is woken, all together.
    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
        let (stream, address) = ready!(self.source.poll_io(Direction::Read, cx, mio::net::TcpListener::accept))?;
        let source = self.source.accepted(stream);
        Poll::Ready(source.map(|source| (TcpStream::of(source), address)))
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

/// How many connections may wait to be accepted. With mio's 128, a burst costs those that find no room a second each.
#[cfg(unix)]
const BACKLOG: i32 = 1024;

fn listen(address: SocketAddr) -> io::Result<mio::net::TcpListener> {
    let listener = mio::net::TcpListener::bind(address)?;
    // To say it once more changes nothing else.
    #[cfg(unix)]
    socket2::SockRef::from(&listener).listen(BACKLOG)?;
    Ok(listener)
}

as_fd!(TcpListener);
into_std!(TcpListener, std::net::TcpListener);

/// The connections of a listener, one after the other: made by [`TcpListener::incoming`].
#[derive(Debug)]
#[must_use = "streams do nothing unless polled"]
pub struct Incoming<'a, L = TcpListener>(pub(super) &'a L);

incoming!(TcpListener, TcpStream);
