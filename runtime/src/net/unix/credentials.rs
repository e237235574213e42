//! Who is on the other side of a connection.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// Who had the other side of a [`UnixStream`](super::UnixStream) when it was connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials {
    user: u32,
    group: u32,
    process: Option<u32>,
}

impl Credentials {
    /// The effective user.
    pub fn uid(&self) -> u32 {
        self.user
    }

    /// The effective group.
    pub fn gid(&self) -> u32 {
        self.group
    }

    /// The process, where the operating system says so, which Linux does. It may have ended, and its number may be another's.
    pub fn pid(&self) -> Option<u32> {
        self.process
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn of_peer(socket: BorrowedFd<'_>) -> io::Result<Credentials> {
    let mut found = libc::ucred { pid: 0, uid: 0, gid: 0 };
    let mut length = size_of_val(&found) as libc::socklen_t;
    // SAFETY: the descriptor is open while it is borrowed. The pointers are to a `ucred`, of which any bytes are a value, and to its length: no more
    // than that is written.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_PEERCRED,
            (&raw mut found).cast(),
            &raw mut length,
        )
    };
    if result != 0 {
        return Err(io::Error::last_os_error());
    }
    // Zero is a process of which this one does not know the number.
    let process = u32::try_from(found.pid).ok().filter(|process| *process != 0);
    Ok(Credentials { user: found.uid, group: found.gid, process })
}

#[cfg(any(
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly"
))]
pub(super) fn of_peer(socket: BorrowedFd<'_>) -> io::Result<Credentials> {
    let (mut user, mut group) = (0, 0);
    // SAFETY: the descriptor is open while it is borrowed, and the pointers are to what may be written.
    match unsafe { libc::getpeereid(socket.as_raw_fd(), &raw mut user, &raw mut group) } {
        0 => Ok(Credentials { user, group, process: None }),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_vendor = "apple",
    target_os = "freebsd",
    target_os = "netbsd",
    target_os = "openbsd",
    target_os = "dragonfly"
)))]
pub(super) fn of_peer(_: BorrowedFd<'_>) -> io::Result<Credentials> {
    Err(io::ErrorKind::Unsupported.into())
}
