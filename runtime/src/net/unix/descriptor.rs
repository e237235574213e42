//! Whatever else has a file descriptor.

use mio::event::Source;
use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use std::io;
use std::os::fd::{AsFd, AsRawFd};

/// Something with a file descriptor, for [`Async`](crate::net::Async): a device, an `inotify`, a socket of another crate.
///
/// The operating system must be able to wait for it, which it is not for files and directories; and its operations must not block, which most do
/// unless they are told not to.
///
/// ```
/// use resumable::net::{Async, Descriptor};
/// use std::io::{Read, Write};
/// use std::os::unix::net::UnixStream;
///
/// # resumable::block_on(async {
/// let (here, mut there) = UnixStream::pair()?;
/// here.set_nonblocking(true)?;
/// let here = Async::new(Descriptor(here))?;
/// there.write_all(b"hello")?;
/// let mut buffer = [0; 16];
/// let length = here.read_with(|Descriptor(stream)| (&*stream).read(&mut buffer)).await?;
/// assert_eq!(&buffer[..length], b"hello");
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Descriptor<T: AsFd>(pub T);

impl<T: AsFd> Source for Descriptor<T> {
    fn register(&mut self, registry: &Registry, token: Token, interests: Interest) -> io::Result<()> {
        SourceFd(&self.0.as_fd().as_raw_fd()).register(registry, token, interests)
    }

    fn reregister(&mut self, registry: &Registry, token: Token, interests: Interest) -> io::Result<()> {
        SourceFd(&self.0.as_fd().as_raw_fd()).reregister(registry, token, interests)
    }

    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        SourceFd(&self.0.as_fd().as_raw_fd()).deregister(registry)
    }
}
