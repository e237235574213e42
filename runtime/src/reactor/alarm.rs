//! A clock that rings in the event queue, finer than the queue's own timeouts: on Linux those count milliseconds, a timer file counts nanoseconds.

use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr;
use std::time::Duration;

pub(super) struct Alarm(OwnedFd);

impl Alarm {
    pub(super) fn new(registry: &Registry, token: Token) -> io::Result<Self> {
        // SAFETY: The call has no preconditions.
        let file = unsafe { libc::timerfd_create(libc::CLOCK_MONOTONIC, libc::TFD_NONBLOCK | libc::TFD_CLOEXEC) };
        if file < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: The file was just opened, and is nobody else's.
        let file = unsafe { OwnedFd::from_raw_fd(file) };
        // Events are edges: each time it rings there is one, whether the file is read or not.
        registry.register(&mut SourceFd(&file.as_raw_fd()), token, Interest::READABLE)?;
        Ok(Alarm(file))
    }

    /// Rings once, after so long, and not when it was to ring before.
    pub(super) fn set(&self, after: Duration) -> io::Result<()> {
        let mut time = libc::itimerspec {
            it_interval: libc::timespec { tv_sec: 0, tv_nsec: 0 },
            it_value: libc::timespec { tv_sec: 0, tv_nsec: 0 },
        };
        // No program runs for 68 years.
        time.it_value.tv_sec = after.as_secs().try_into().unwrap_or(i32::MAX.into());
        // Zero would mean never.
        time.it_value.tv_nsec = after.subsec_nanos().max(1) as libc::c_long;
        // SAFETY: The file is open, the pointer is to a value that lives during the call, and no old value is asked for.
        let set = unsafe { libc::timerfd_settime(self.0.as_raw_fd(), 0, &time, ptr::null_mut()) };
        if set == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }
}
