//! Addresses, and names that have to be looked up.

use crate::blocking::spawn_system_call;
use crate::prelude::*;
use std::io;
use std::net::{self, IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

/// What can be turned into addresses: an address, several, a name with a port, or a text such as `127.0.0.1:80` or `example.org:80`.
///
/// The same types as for [`std::net::ToSocketAddrs`]. The difference: names are looked up on a thread that may block, not on that of the runtime.
pub trait ToSocketAddrs {
    #[doc(hidden)]
    fn to_addresses(&self) -> io::Result<Addresses>;
}

/// Addresses, or where to find them.
#[doc(hidden)]
#[derive(Debug)]
pub enum Addresses {
    One(SocketAddr),
    Many(Vec<SocketAddr>),
    /// A name and a port.
    Name(String, u16),
}

/// Looks up a name, on a thread where that may take its time, if it is one. Cancel safety: nothing is lost but the work.
#[crate::coroutine]
pub(super) async fn look_up(addresses: Addresses) -> io::Result<Vec<SocketAddr>> {
    match addresses {
        Addresses::One(address) => Ok(vec![address]),
        Addresses::Many(addresses) => Ok(addresses),
        Addresses::Name(host, port) => {
            let found = spawn_system_call(move || net::ToSocketAddrs::to_socket_addrs(&(host, port))).await??;
            Ok(found.collect())
        }
    }
}

/// The addresses that this stands for. A name is looked up, on a thread that may block.
///
/// ```
/// # resumable::block_on(async {
/// let addresses = resumable::net::lookup_host("localhost:80").await?;
/// assert!(addresses.iter().all(|address| address.ip().is_loopback() && address.port() == 80));
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
///
/// Cancel safety: nothing is lost but the work.
///
/// # Errors
///
/// When the name is not known, or nobody can be asked for it.
#[crate::coroutine]
pub async fn lookup_host<A: ToSocketAddrs>(host: A) -> io::Result<Vec<SocketAddr>> {
    let addresses = host.to_addresses()?;
    look_up(addresses).await
}

/// Tries the addresses in turn, and returns the first success or the last failure.
pub(super) fn each_address<T>(
    addresses: Vec<SocketAddr>,
    mut attempt: impl FnMut(SocketAddr) -> io::Result<T>,
) -> io::Result<T> {
    let mut last = None;
    for address in addresses {
        match attempt(address) {
            Ok(value) => return Ok(value),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(no_address))
}

pub(super) fn no_address() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "the name has no address")
}

impl ToSocketAddrs for SocketAddr {
    fn to_addresses(&self) -> io::Result<Addresses> {
        Ok(Addresses::One(*self))
    }
}

impl ToSocketAddrs for (&str, u16) {
    fn to_addresses(&self) -> io::Result<Addresses> {
        let (host, port) = *self;
        Ok(match host.parse::<IpAddr>() {
            Ok(address) => Addresses::One(SocketAddr::new(address, port)),
            Err(_) => Addresses::Name(host.to_owned(), port),
        })
    }
}

impl ToSocketAddrs for str {
    fn to_addresses(&self) -> io::Result<Addresses> {
        if let Ok(address) = self.parse() {
            return Ok(Addresses::One(address));
        }
        let parts = self.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
        let Some((host, port)) = parts else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the address has no port"));
        };
        (host, port).to_addresses()
    }
}

impl ToSocketAddrs for [SocketAddr] {
    fn to_addresses(&self) -> io::Result<Addresses> {
        Ok(Addresses::Many(self.to_vec()))
    }
}

impl<T: ToSocketAddrs + ?Sized> ToSocketAddrs for &T {
    fn to_addresses(&self) -> io::Result<Addresses> {
        (**self).to_addresses()
    }
}

/// `through!(Type, |this| value)`: as the value.
macro_rules! through {
    ($type:ty, |$this:ident| $value:expr) => {
        impl ToSocketAddrs for $type {
            fn to_addresses(&self) -> io::Result<Addresses> {
                let $this = self;
                $value.to_addresses()
            }
        }
    };
}

through!(SocketAddrV4, |this| SocketAddr::V4(*this));
through!(SocketAddrV6, |this| SocketAddr::V6(*this));
through!((IpAddr, u16), |this| SocketAddr::new(this.0, this.1));
through!((Ipv4Addr, u16), |this| SocketAddr::new(this.0.into(), this.1));
through!((Ipv6Addr, u16), |this| SocketAddr::new(this.0.into(), this.1));
through!((String, u16), |this| (this.0.as_str(), this.1));
through!(String, |this| this.as_str());
through!(Vec<SocketAddr>, |this| this.as_slice());

impl<const N: usize> ToSocketAddrs for [SocketAddr; N] {
    fn to_addresses(&self) -> io::Result<Addresses> {
        self.as_slice().to_addresses()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn texts_are_addresses_or_names_with_ports() {
        let found = |text: &str| match text.to_addresses() {
            Ok(Addresses::One(address)) => format!("address {address}"),
            Ok(Addresses::Name(host, port)) => format!("name {host} {port}"),
            Ok(Addresses::Many(_)) => unreachable!("a text is one address"),
            Err(error) => error.to_string(),
        };
        assert_eq!(found("127.0.0.1:80"), "address 127.0.0.1:80");
        assert_eq!(found("[::1]:80"), "address [::1]:80");
        assert_eq!(found("example.org:80"), "name example.org 80");
        for text in ["example.org", "example.org:", "example.org:http", "example.org:65536", "", ":"] {
            assert_eq!(found(text), "the address has no port");
        }
    }
}
