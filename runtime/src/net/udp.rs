//! UDP.

use super::address::{each_address, look_up, no_address};
use super::datagram::datagram_io;
use super::through::into_std;
use super::{Async, SocketAddr, ToSocketAddrs};
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::task::{Context, Poll};

/// A UDP socket, which sends and receives datagrams: messages that arrive whole or not at all.
///
/// A datagram that is longer than the buffer it is received into is cut off.
///
/// ```
/// use resumable::net::UdpSocket;
///
/// # resumable::block_on(async {
/// let (here, there) = (UdpSocket::bind("127.0.0.1:0").await?, UdpSocket::bind("127.0.0.1:0").await?);
/// here.send_to(b"hello", there.local_addr()?).await?;
/// let mut buffer = [0; 1500];
/// let (length, sender) = there.recv_from(&mut buffer).await?;
/// assert_eq!((&buffer[..length], sender), (&b"hello"[..], here.local_addr()?));
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
#[derive(Debug)]
pub struct UdpSocket {
    socket: Async<mio::net::UdpSocket>,
}

impl UdpSocket {
    /// Binds to the first of the addresses that can be bound. Port 0 asks the operating system for a free one.
    ///
    /// A name is looked up first, on a thread of the blocking pool.
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
    pub async fn bind<A: ToSocketAddrs>(addresses: A) -> io::Result<UdpSocket> {
        let addresses = addresses.to_addresses()?;
        let socket = each_address(look_up(addresses).await?, mio::net::UdpSocket::bind)?;
        Ok(UdpSocket { socket: Async::new(socket)? })
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
    pub fn from_std(socket: std::net::UdpSocket) -> io::Result<UdpSocket> {
        socket.set_nonblocking(true)?;
        Ok(UdpSocket { socket: Async::new(mio::net::UdpSocket::from_std(socket))? })
    }

    /// Sets the one address to send to and to receive from, for [`send`](UdpSocket::send) and [`recv`](UdpSocket::recv).
    ///
    /// Cancel safety: nothing is lost.
    ///
    /// # Errors
    ///
    /// When none of the addresses will do.
    #[crate::coroutine]
    pub async fn connect<A: ToSocketAddrs>(&self, addresses: A) -> io::Result<()> {
        let addresses = addresses.to_addresses()?;
        let addresses = look_up(addresses).await?;
        each_address(addresses, |address| self.io().connect(address))
    }

    /// Sends a datagram to the address, the first if there are several. Returns its length.
    ///
    /// Cancel safety: when the future is dropped unfinished, nothing has been sent.
    #[crate::coroutine]
    pub async fn send_to<A: ToSocketAddrs>(&self, datagram: &[u8], address: A) -> io::Result<usize> {
        let addresses = address.to_addresses()?;
        let addresses = look_up(addresses).await?;
        let address = *addresses.first().ok_or_else(no_address)?;
        self.socket.write_with(|socket| socket.send_to(datagram, address)).await
    }

    /// [`recv_from`](UdpSocket::recv_from) without taking the datagram.
    ///
    /// Cancel safety: nothing is lost.
    pub fn peek_from<'a>(&'a self, buffer: &'a mut [u8]) -> impl Future<Output = io::Result<(usize, SocketAddr)>> {
        self.socket.read_with(move |socket| socket.peek_from(buffer))
    }

    /// [`recv`](UdpSocket::recv) without taking the datagram.
    ///
    /// Cancel safety: nothing is lost.
    pub fn peek<'a>(&'a self, buffer: &'a mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.socket.read_with(move |socket| socket.peek(buffer))
    }

    /// [`send_to`](UdpSocket::send_to) without waiting.
    ///
    /// # Errors
    ///
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no room.
    pub fn try_send_to(&self, datagram: &[u8], address: SocketAddr) -> io::Result<usize> {
        self.socket.try_write_with(|socket| socket.send_to(datagram, address))
    }

    /// [`send_to`](UdpSocket::send_to) for futures written by hand. Whoever was told to wait is woken, all together.
    pub fn poll_send_to(&self, cx: &mut Context<'_>, datagram: &[u8], address: SocketAddr) -> Poll<io::Result<usize>> {
        self.socket.poll_write_with(cx, |socket| socket.send_to(datagram, address))
    }

    /// Whether it may send to broadcast addresses.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn broadcast(&self) -> io::Result<bool> {
        self.io().broadcast()
    }

    /// Sets whether it may send to broadcast addresses. It may not by default.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_broadcast(&self, on: bool) -> io::Result<()> {
        self.io().set_broadcast(on)
    }

    /// How many routers a datagram may pass.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn ttl(&self) -> io::Result<u32> {
        self.io().ttl()
    }

    /// Sets how many routers a datagram may pass.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.io().set_ttl(ttl)
    }

    /// Joins a multicast group, through the interface with that address, or any for 0.0.0.0.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn join_multicast_v4(&self, group: Ipv4Addr, interface: Ipv4Addr) -> io::Result<()> {
        self.io().join_multicast_v4(&group, &interface)
    }

    /// Joins a multicast group, through the interface with that index, or any for 0.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn join_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.io().join_multicast_v6(group, interface)
    }

    /// Leaves a multicast group.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn leave_multicast_v4(&self, group: Ipv4Addr, interface: Ipv4Addr) -> io::Result<()> {
        self.io().leave_multicast_v4(&group, &interface)
    }

    /// Leaves a multicast group.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn leave_multicast_v6(&self, group: &Ipv6Addr, interface: u32) -> io::Result<()> {
        self.io().leave_multicast_v6(group, interface)
    }

    /// Sets whether own datagrams to a multicast group come back. They do by default.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn set_multicast_loop_v4(&self, on: bool) -> io::Result<()> {
        self.io().set_multicast_loop_v4(on)
    }

    fn io(&self) -> &mio::net::UdpSocket {
        self.socket.get_ref()
    }
}

datagram_io!(UdpSocket);
into_std!(UdpSocket, std::net::UdpSocket);
