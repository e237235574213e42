//! TCP: [`TcpListener`], [`TcpStream`] and its halves.
//!
//! Sockets are made inside a runtime and belong to it: they wait only while that runtime runs, and report an error once it has been dropped.
//! They may be used from any thread. One task at a time can wait to read from a socket and one to write to it; a second that waits for the same
//! takes the place of the first, which is then not woken.
//!
//! Addresses are [`std::net::ToSocketAddrs`]. A name (not an address such as `127.0.0.1:80`) is looked up while the thread stands still.
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

mod listener;
mod split;
mod stream;
mod through;

pub use listener::{Accept, TcpListener};
pub use split::{OwnedReadHalf, OwnedWriteHalf, ReadHalf, ReuniteError, WriteHalf};
pub use std::net::{Shutdown, SocketAddr, ToSocketAddrs};
pub use stream::TcpStream;

use std::io;

/// Tries the addresses in turn, and returns the first success or the last failure.
fn each_address<A: ToSocketAddrs, T>(
    addresses: A,
    mut attempt: impl FnMut(SocketAddr) -> io::Result<T>,
) -> io::Result<T> {
    let mut last = None;
    for address in addresses.to_socket_addrs()? {
        match attempt(address) {
            Ok(value) => return Ok(value),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(no_address))
}

fn no_address() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "the name has no address")
}
