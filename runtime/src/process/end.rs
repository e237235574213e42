//! The end of a process, awaited.
//!
//! On Linux there is a file for it, which becomes readable. Elsewhere, and where the kernel is older than 5.3 or does not allow it, a thread waits for
//! the process, and leaves its status where it is.

use crate::net::{Async, Descriptor};
use crate::sync::oneshot;
use std::future::Future;
use std::io;
use std::mem;
#[cfg(target_os = "linux")]
use std::os::fd::FromRawFd;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::process::{Child, ExitStatus};
use std::task::{Context, Poll, ready};
use std::thread;

pub(super) enum End {
    File(Async<Descriptor<OwnedFd>>),
    Thread(oneshot::Receiver<()>),
}

impl End {
    /// That of a child of this process, whose status nobody has asked for.
    pub(super) fn of(id: u32) -> io::Result<Self> {
        match file_of(id) {
            Some(file) => Ok(End::File(Async::new(Descriptor(file))?)),
            None => End::on_thread(id),
        }
    }

    fn on_thread(id: u32) -> io::Result<Self> {
        let (ended, end) = oneshot::channel();
        let wait = move || {
            wait_for(id);
            // Nobody may wait any more.
            let _ = ended.send(());
        };
        thread::Builder::new().name("resumable-child".into()).spawn(wait)?;
        Ok(End::Thread(end))
    }

    /// The status of the process, which is the same each time.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, process: &mut Child) -> Poll<io::Result<ExitStatus>> {
        match self {
            End::File(file) => {
                file.poll_read_with(cx, |_| process.try_wait()?.ok_or_else(|| io::ErrorKind::WouldBlock.into()))
            }
            End::Thread(end) => {
                // The thread does not panic, so that it has ended.
                let _ = ready!(Pin::new(end).poll(cx));
                // It has seen the end, or somebody else has asked for the status, which is an error here.
                Poll::Ready(process.wait())
            }
        }
    }
}

#[cfg(target_os = "linux")]
fn file_of(id: u32) -> Option<OwnedFd> {
    // SAFETY: The call takes two numbers, and has no preconditions.
    let file = unsafe { libc::syscall(libc::SYS_pidfd_open, id as libc::pid_t, 0) };
    // SAFETY: The file was just opened, and is nobody else's.
    (file >= 0).then(|| unsafe { OwnedFd::from_raw_fd(file as libc::c_int) })
}

#[cfg(not(target_os = "linux"))]
fn file_of(_: u32) -> Option<OwnedFd> {
    None
}

/// Blocks until the process has ended, or somebody has asked for its status. Which is not asked for: its number stays its own.
fn wait_for(id: u32) {
    loop {
        // SAFETY: Zeros are a value of this type, which is plain numbers.
        let mut info: libc::siginfo_t = unsafe { mem::zeroed() };
        // SAFETY: The pointer is to a value that lives during the call.
        let waited = unsafe { libc::waitid(libc::P_PID, id as libc::id_t, &mut info, libc::WEXITED | libc::WNOWAIT) };
        if waited == 0 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return;
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use crate::block_on;
    use std::future::poll_fn;
    use std::process::{Command, Stdio};

    /// Where there are no files for it, or they are not allowed.
    #[test]
    fn a_thread_waits_as_a_file_does() {
        block_on(async {
            for waits in [End::of, End::on_thread] {
                let mut process =
                    Command::new("sh").args(["-c", "read x; exit 7"]).stdin(Stdio::piped()).spawn().unwrap();
                let mut end = waits(process.id()).unwrap();
                let mut cx = Context::from_waker(std::task::Waker::noop());
                assert!(end.poll(&mut cx, &mut process).is_pending());
                drop(process.stdin.take());
                let status = poll_fn(|cx| end.poll(cx, &mut process)).await.unwrap();
                assert_eq!(status.code(), Some(7));
            }
        });
    }
}
