//! Child processes, on Unix: [`spawn`], [`output`], [`status`].
//!
//! They are described by the [`Command`] of the standard library; what is waited for here does not block.
//!
//! ```
//! use resumable::process::{self, Command};
//!
//! # resumable::block_on(async {
//! let output = process::output(Command::new("echo").arg("hello")).await?;
//! assert!(output.status.success());
//! assert_eq!(output.stdout, b"hello\n");
//! # std::io::Result::Ok(())
//! # }).unwrap();
//! ```
//!
//! One to talk with has pipes:
//!
//! ```
//! use resumable::io::{ReadExt, WriteExt};
//! use resumable::process::{self, Command, Stdio};
//!
//! # resumable::block_on(async {
//! let mut child = process::spawn(Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()))?;
//! let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
//! input.write_all(b"meow").await?;
//! let mut echo = [0; 4];
//! output.read_exact(&mut echo).await?;
//! assert_eq!(&echo, b"meow");
//! drop(input);
//! assert!(child.wait().await?.success());
//! # std::io::Result::Ok(())
//! # }).unwrap();
//! ```

mod child;
mod end;
mod orphans;

pub use child::{Child, spawn};
pub use std::process::{Command, ExitStatus, Output, Stdio};

use std::io;

/// Runs the command, and waits until it has ended.
///
/// Cancel safety: the process is killed. Use [`spawn`] to let it go on.
///
/// # Errors
///
/// When the process cannot be started. That it has failed is a status.
///
/// # Panics
///
/// When awaited outside a runtime.
#[crate::coroutine]
pub async fn status(command: &mut Command) -> io::Result<ExitStatus> {
    let mut child = spawn(command)?;
    child.kill_on_drop(true);
    child.wait().await
}

/// Runs the command, and collects what it writes, to its output and to its error output, until it has ended. Its input is what the command says:
/// that of this process, if it says nothing.
///
/// Cancel safety: the process is killed, and what it has written is lost. Use [`spawn`] to let it go on.
///
/// # Errors
///
/// When the process cannot be started, or the pipes fail. That it has failed is a status.
///
/// # Panics
///
/// When awaited outside a runtime.
#[crate::coroutine]
pub async fn output(command: &mut Command) -> io::Result<Output> {
    let mut child = spawn(command.stdout(Stdio::piped()).stderr(Stdio::piped()))?;
    child.kill_on_drop(true);
    child.wait_with_output().await
}
