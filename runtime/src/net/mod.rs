//! TCP: [`TcpListener`], [`TcpStream`] and its halves, [`TcpSocket`] for options. UDP: [`UdpSocket`]. On Unix, sockets with paths: `UnixListener`, `UnixStream`,
//! `UnixDatagram`; and `pipe`. And [`Async`], for whatever else mio can wait for, and what else has a file descriptor.
//!
//! Sockets are made inside a runtime and belong to it: they wait only while that runtime runs, and report an error once it has been dropped.
//! They may be used from any thread, and any number of tasks may wait for the same direction of one socket: they are woken together, those that have
//! waited longest first, and each tries again. So one that is not polled for a while is in nobody's way.
//!
//! Addresses are [`ToSocketAddrs`]. A name (not an address such as `127.0.0.1:80`) is looked up on a thread of the blocking pool.
//!
//! ```
//! use resumable::io::{ReadExt, WriteExt};
//! use resumable::net::{TcpListener, TcpStream};
//!
//! # resumable::block_on(async {
//! let listener = TcpListener::bind("127.0.0.1:0").await?;
//! let mut client = TcpStream::connect(listener.local_addr()?).await?;
//! let (mut server, _) = listener.accept().await?;
//!
//! client.write_all(b"hello").await?;
//! let mut word = [0; 5];
//! server.read_exact(&mut word).await?;
//! assert_eq!(&word, b"hello");
//! # std::io::Result::Ok(())
//! # }).unwrap();
//! ```

mod address;
mod connect;
mod datagram;
mod listener;
mod socket;
mod source;
mod split;
mod stream;
mod through;
mod udp;
#[cfg_attr(not(any(feature = "hyper", feature = "tokio-io")), allow(dead_code))]
pub(crate) mod uninit;
#[cfg(unix)]
mod unix;

#[doc(hidden)]
pub use address::Addresses;
pub use address::{ToSocketAddrs, lookup_host};
pub use listener::{Incoming, TcpListener};
#[doc(no_inline)]
pub use mio;
pub use socket::TcpSocket;
pub use source::Async;
pub use split::{Duplex, OwnedReadHalf, OwnedWriteHalf, ReadHalf, ReuniteError, WriteHalf};
pub use std::net::{Shutdown, SocketAddr};
pub use stream::TcpStream;
pub use udp::UdpSocket;
#[cfg(unix)]
pub use unix::{Credentials, Descriptor, PipeReader, PipeWriter, UnixDatagram, UnixListener, UnixStream, pipe};
