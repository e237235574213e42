//! Reading into memory that need not have been initialised, as tokio and hyper offer it: to clear it first costs more than a short read.

use crate::io::DuplexStream;
use std::io;
use std::mem::MaybeUninit;
use std::task::{Context, Poll};

/// What can be read so: the streams and their halves. For `interop`.
pub trait ReadUninit {
    /// As the `poll_read` of futures-io. The bytes that it counts are initialised.
    ///
    /// Unsafe code relies on the count: it is that of the operating system.
    fn poll_read_uninit(&self, cx: &mut Context<'_>, buffer: &mut [MaybeUninit<u8>]) -> Poll<io::Result<usize>>;
}

impl ReadUninit for DuplexStream {
    fn poll_read_uninit(&self, cx: &mut Context<'_>, buffer: &mut [MaybeUninit<u8>]) -> Poll<io::Result<usize>> {
        let room = buffer.len();
        let mut places = buffer.iter_mut();
        self.poll_take(cx, room, |bytes| {
            places.by_ref().zip(bytes).for_each(|(place, byte)| _ = place.write(*byte));
        })
    }
}

/// Reads what is there.
#[cfg(unix)]
pub(super) fn receive(stream: &impl std::os::fd::AsRawFd, buffer: &mut [MaybeUninit<u8>]) -> io::Result<usize> {
    // More than that is refused by some systems.
    let room = buffer.len().min(i32::MAX as usize);
    // SAFETY: the descriptor is that of a socket that is open while it is borrowed, and the pointer is to so many bytes that may be written.
    let count = unsafe { libc::recv(stream.as_raw_fd(), buffer.as_mut_ptr().cast(), room, 0) };
    if count < 0 { Err(io::Error::last_os_error()) } else { Ok(count as usize) }
}

/// Reads what is there.
#[cfg(not(unix))]
pub(super) fn receive(mut stream: impl io::Read, buffer: &mut [MaybeUninit<u8>]) -> io::Result<usize> {
    buffer.fill(MaybeUninit::new(0));
    // SAFETY: all of it was initialised just now.
    let buffer = unsafe { &mut *(std::ptr::from_mut(buffer) as *mut [u8]) };
    let count = stream.read(buffer)?;
    Ok(count.min(buffer.len()))
}
