//! Signals of the operating system, on Unix: [`ctrl_c`], [`signal`].
//!
//! ```no_run
//! #[resumable::coroutine]
//! async fn run_until_interrupted() -> std::io::Result<()> {
//!     let server = resumable::spawn(serve());
//!     resumable::signal::ctrl_c().await?;
//!     server.abort();
//!     Ok(())
//! }
//! # async fn serve() {}
//! ```
//!
//! What the operating system would do by itself, such as ending the process, it does not do any more once somebody has listened for the signal,
//! not even when nobody does any longer: handlers stay installed until the process ends.

use crate::io::ReadExt;
use crate::net::UnixStream;
use libc::c_int;
use signal_hook_registry::{FORBIDDEN, SigId};
use std::fmt;
use std::io::{self, Write};
use std::os::unix;

/// Waits for the next interrupt, as by Ctrl-C in a terminal. It listens from the first poll on.
///
/// Cancel safety: a signal that comes while nobody listens is lost; keep a [`Signal`] to miss none.
///
/// # Errors
///
/// When the operating system refuses.
///
/// # Panics
///
/// When awaited outside a runtime.
#[crate::coroutine]
pub async fn ctrl_c() -> io::Result<()> {
    let mut interrupts = signal(SignalKind::interrupt())?;
    interrupts.recv().await
}

/// Listens for a signal from now on.
///
/// # Errors
///
/// When the operating system refuses; for signals that cannot or must not be caught, as
/// [`InvalidInput`](io::ErrorKind::InvalidInput).
///
/// # Panics
///
/// Outside a runtime.
#[track_caller]
pub fn signal(kind: SignalKind) -> io::Result<Signal> {
    if FORBIDDEN.contains(&kind.0) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "this signal cannot be listened for"));
    }
    let (here, there) = unix::net::UnixStream::pair()?;
    there.set_nonblocking(true)?;
    let bell = UnixStream::from_std(here)?;
    let ring = move || {
        // A bell that is full has been rung.
        let _ = (&there).write(&[1]);
    };
    // SAFETY: the handler does nothing but write a byte to a socket that does not block, which is allowed in handlers of signals: it takes no
    // lock, allocates nothing and does not panic.
    let registration = unsafe { signal_hook_registry::register(kind.0, ring) }?;
    Ok(Signal { bell, registration })
}

/// Listens for a signal, and stops when it is dropped.
pub struct Signal {
    /// The handler writes to the other end.
    bell: UnixStream,
    registration: SigId,
}

impl Signal {
    /// Waits for the next signal that has not been received. Several that came meanwhile may count as one, as they do to the operating system.
    ///
    /// Cancel safety: nothing is lost.
    ///
    /// # Errors
    ///
    /// When the runtime that it was made in has been dropped.
    #[crate::coroutine]
    pub async fn recv(&mut self) -> io::Result<()> {
        let mut rings = [0; 64];
        self.bell.read(&mut rings).await?;
        Ok(())
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        signal_hook_registry::unregister(self.registration);
    }
}

/// Which signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignalKind(c_int);

impl SignalKind {
    /// The signal with this number.
    pub fn from_raw(number: i32) -> SignalKind {
        SignalKind(number)
    }

    /// The number of the signal.
    pub fn as_raw(self) -> i32 {
        self.0
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $number:ident)+) => {
        impl SignalKind {
            $(
                $(#[$doc])*
                pub fn $name() -> SignalKind {
                    SignalKind(libc::$number)
                }
            )+
        }
    };
}

kinds! {
    /// SIGINT: the user asks to stop, by Ctrl-C.
    interrupt SIGINT
    /// SIGTERM: somebody asks to stop.
    terminate SIGTERM
    /// SIGHUP: the terminal is gone; asks servers to read their configuration again.
    hangup SIGHUP
    /// SIGQUIT: the user asks to stop with a dump, by Ctrl-\.
    quit SIGQUIT
    /// SIGCHLD: a child process has ended, or stopped.
    child SIGCHLD
    /// SIGPIPE: something was written that nobody reads.
    pipe SIGPIPE
    /// SIGALRM: a timer of the operating system is up.
    alarm SIGALRM
    /// SIGUSR1: whatever the program says.
    user_defined1 SIGUSR1
    /// SIGUSR2: whatever the program says.
    user_defined2 SIGUSR2
    /// SIGWINCH: the terminal has another size.
    window_change SIGWINCH
}

impl fmt::Debug for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signal").finish_non_exhaustive()
    }
}
