//! A TCP socket before it connects or listens.

use super::listener::TcpListener;
use super::{SocketAddr, TcpStream};
use socket2::{Domain, SockAddr, Socket, TcpKeepalive, Type};
use std::future::poll_fn;
use std::io;
use std::net;
use std::time::Duration;

/// A TCP socket that has neither connected nor begun to listen, for what has to be said before: the address of this side, and how addresses are shared.
///
/// ```
/// use resumable::net::TcpSocket;
///
/// # resumable::block_on(async {
/// let socket = TcpSocket::new_v4()?;
/// socket.set_reuseaddr(true)?;
/// socket.bind("127.0.0.1:0".parse().unwrap())?;
/// let listener = socket.listen(128)?;
///
/// let socket = TcpSocket::new_v4()?;
/// socket.bind("127.0.0.1:0".parse().unwrap())?;
/// let from = socket.local_addr()?;
/// let _client = socket.connect(listener.local_addr()?).await?;
/// assert_eq!(listener.accept().await?.1, from);
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
///
/// What is set here stays with the stream; accepted streams have what the operating system lets them inherit. Dropping it closes the socket.
#[derive(Debug)]
pub struct TcpSocket {
    socket: Socket,
}

impl TcpSocket {
    /// A socket for IPv4.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn new_v4() -> io::Result<TcpSocket> {
        TcpSocket::new(Domain::IPV4)
    }

    /// A socket for IPv6.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn new_v6() -> io::Result<TcpSocket> {
        TcpSocket::new(Domain::IPV6)
    }

    fn new(domain: Domain) -> io::Result<TcpSocket> {
        let socket = Socket::new(domain, Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        Ok(TcpSocket { socket })
    }

    /// Binds it to an address of this side. Port 0 asks the operating system for a free one.
    ///
    /// # Errors
    ///
    /// When the address is in use, or none of this machine.
    pub fn bind(&self, address: SocketAddr) -> io::Result<()> {
        self.socket.bind(&SockAddr::from(address))
    }

    /// Connects to the address.
    ///
    /// Cancel safety: dropping the future closes the connection that was being made.
    ///
    /// # Errors
    ///
    /// When the address does not answer, or is of the other family.
    ///
    /// # Panics
    ///
    /// When awaited outside a runtime.
    #[crate::coroutine]
    pub async fn connect(self, address: SocketAddr) -> io::Result<TcpStream> {
        match self.socket.connect(&SockAddr::from(address)) {
            Err(error) if !is_under_way(&error) => return Err(error),
            _ => {}
        }
        let stream = TcpStream::new(mio::net::TcpStream::from_std(self.socket.into()))?;
        poll_fn(|cx| stream.poll_connected(cx)).await?;
        Ok(stream)
    }

    /// Listens on the address that it is bound to. Up to so many connections wait to be accepted, unless the operating system allows fewer.
    ///
    /// # Errors
    ///
    /// When somebody else listens there.
    ///
    /// # Panics
    ///
    /// Outside a runtime.
    #[track_caller]
    pub fn listen(self, backlog: u32) -> io::Result<TcpListener> {
        self.socket.listen(i32::try_from(backlog).unwrap_or(i32::MAX))?;
        TcpListener::new(mio::net::TcpListener::from_std(self.socket.into()))
    }

    /// Takes over a socket of the standard library, which has not connected, whatever its type says: made by another crate for an option that is not here.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn from_std(socket: net::TcpStream) -> io::Result<TcpSocket> {
        socket.set_nonblocking(true)?;
        Ok(TcpSocket { socket: socket.into() })
    }

    /// The address of this side.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        let address = self.socket.local_addr()?;
        address
            .as_socket()
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the socket has no address of IP"))
    }

    /// The error that the socket has met since the last call, if any.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.socket.take_error()
    }

    /// Sets whether the other side is asked whether it is still there, as by [`set_keepalive`](TcpSocket::set_keepalive), and after how long without a word
    /// from it, in whole seconds: what is begun of one counts.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_keepalive_time(&self, time: Duration) -> io::Result<()> {
        self.socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(whole_seconds(time)))
    }

    /// How long closing waits for what was written to arrive. By default, `None`, it does not: the operating system sends it on. With zero it
    /// is thrown away, and the connection is reset; with more, dropping the stream blocks its thread.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn linger(&self) -> io::Result<Option<Duration>> {
        self.socket.linger()
    }

    /// Sets what [`linger`](TcpSocket::linger) is, in whole seconds: what is begun of one counts.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_linger(&self, time: Option<Duration>) -> io::Result<()> {
        self.socket.set_linger(time.map(whole_seconds))
    }

    /// How many bytes the operating system keeps that are to be sent. On Linux twice as many as it was told.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn send_buffer_size(&self) -> io::Result<usize> {
        self.socket.send_buffer_size()
    }

    /// Sets what [`send_buffer_size`](TcpSocket::send_buffer_size) is. The operating system has limits, and may have less.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_send_buffer_size(&self, bytes: usize) -> io::Result<()> {
        self.socket.set_send_buffer_size(bytes.min(MOST))
    }

    /// How many bytes the operating system keeps that were received. On Linux twice as many as it was told. It counts for what the other side may send at a
    /// time only if it is said before connecting.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn recv_buffer_size(&self) -> io::Result<usize> {
        self.socket.recv_buffer_size()
    }

    /// Sets what [`recv_buffer_size`](TcpSocket::recv_buffer_size) is. The operating system has limits, and may have less.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_recv_buffer_size(&self, bytes: usize) -> io::Result<()> {
        self.socket.set_recv_buffer_size(bytes.min(MOST))
    }
}

/// The largest number that the operating system is told. What is larger would be cut off, to zero perhaps.
const MOST: usize = i32::MAX as usize;

/// The time in seconds, rounded up: less than one would count as none, which means something else.
fn whole_seconds(time: Duration) -> Duration {
    let seconds = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
    Duration::from_secs(seconds.min(MOST as u64))
}

/// `/// What it is. get set_it: type => getter setter;`: options, and what they are called by socket2.
macro_rules! options {
    ($($(#[$meta:meta])* $get:ident $set:ident: $type:ty => $inner_get:ident $inner_set:ident;)+) => {
        impl TcpSocket {
            $(
                $(#[$meta])*
                ///
                /// # Errors
                ///
                /// Those of the operating system.
                pub fn $get(&self) -> io::Result<$type> {
                    self.socket.$inner_get()
                }

                #[doc = concat!("Sets what [`", stringify!($get), "`](TcpSocket::", stringify!($get), ") is.")]
                ///
                /// # Errors
                ///
                /// Those of the operating system.
                pub fn $set(&self, value: $type) -> io::Result<()> {
                    self.socket.$inner_set(value)
                }
            )+
        }
    };
}

options! {
    /// Whether it may bind to an address that was in use a moment ago. It may not by default, while [`TcpListener::bind`] may, on Unix.
    reuseaddr set_reuseaddr: bool => reuse_address set_reuse_address;
    /// Whether the operating system asks the other side, if nothing is heard of it for long, whether it is still there. It does not by default.
    keepalive set_keepalive: bool => keepalive set_keepalive;
    /// Whether small writes are sent at once, instead of being collected for a moment. They are not by default.
    nodelay set_nodelay: bool => tcp_nodelay set_tcp_nodelay;
}

#[cfg(all(unix, not(any(target_os = "solaris", target_os = "illumos"))))]
options! {
    /// Whether several sockets may be bound to the same address, if all say so. They may not by default. On Linux each connection goes to one of them.
    reuseport set_reuseport: bool => reuse_port set_reuse_port;
}

/// Whether a connection has only been begun.
fn is_under_way(error: &io::Error) -> bool {
    #[cfg(unix)]
    if error.raw_os_error() == Some(libc::EINPROGRESS) {
        return true;
    }
    error.kind() == io::ErrorKind::WouldBlock
}
