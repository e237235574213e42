//! Accepting connections.

use super::{SocketAddr, TcpStream, ToSocketAddrs, each_address};
use crate::reactor::{Direction, Source};
use std::future::Future;
use std::io;
use std::pin::Pin;
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
    /// A name is looked up while the thread stands still.
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
        let listener = each_address(addresses, mio::net::TcpListener::bind)?;
        Ok(TcpListener { source: Source::new(listener)? })
    }

    /// Takes over a listener of the standard library.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<TcpListener> {
        listener.set_nonblocking(true)?;
        Ok(TcpListener { source: Source::new(mio::net::TcpListener::from_std(listener))? })
    }

    /// Waits for the next connection, and returns it with the address of the other side.
    ///
    /// Errors may concern that one connection only, or be due to too many open files: a server usually goes on after a pause.
    ///
    /// Cancel safety: a connection is lost neither when the future is dropped nor when it is recreated.
    pub fn accept(&self) -> Accept<'_> {
        Accept { listener: self }
    }

    /// [`accept`](TcpListener::accept) for futures written by hand.
    pub fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
        let (stream, address) = ready!(self.source.poll_io(Direction::Read, cx, mio::net::TcpListener::accept))?;
        Poll::Ready(TcpStream::new(stream).map(|stream| (stream, address)))
    }

    /// The address it listens on.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.source.io().local_addr()
    }
}

/// The future of [`TcpListener::accept`].
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Accept<'a> {
    listener: &'a TcpListener,
}

impl Future for Accept<'_> {
    type Output = io::Result<(TcpStream, SocketAddr)>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.listener.poll_accept(cx)
    }
}
