//! One process.

use super::end::End;
use super::orphans;
use crate::future::try_join;
use crate::io::ReadExt;
use crate::net::{PipeReader, PipeWriter};
use crate::prelude::*;
use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::process::{self, Command, ExitStatus, Output};
use std::task::{Context, Poll};

/// Starts the command. Of its streams those are pipes to this process that the command says, by [`Stdio::piped`](super::Stdio::piped).
///
/// # Errors
///
/// When the process cannot be started.
///
/// # Panics
///
/// Outside a runtime, if there is a pipe. The process is killed then.
#[track_caller]
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    orphans::bury();
    let process = command.spawn()?;
    // From here on it is looked after if something fails.
    let mut child = Child {
        stdin: None,
        stdout: None,
        stderr: None,
        id: process.id(),
        process: Some(process),
        end: None,
        is_killed_on_drop: true,
    };
    let process = child.process();
    let (stdin, stdout, stderr) = (process.stdin.take(), process.stdout.take(), process.stderr.take());
    child.stdin = stdin.map(PipeWriter::from_fd).transpose()?;
    child.stdout = stdout.map(PipeReader::from_fd).transpose()?;
    child.stderr = stderr.map(PipeReader::from_fd).transpose()?;
    child.is_killed_on_drop = false;
    Ok(child)
}

/// A process that was started by [`spawn`].
///
/// Dropping it lets it go on, unless it is [killed](Child::kill_on_drop). Once it has ended then, the operating system keeps its status until the next
/// child is started or dropped.
pub struct Child {
    /// What it reads, if that is a pipe.
    pub stdin: Option<PipeWriter>,
    /// What it writes, if that is a pipe.
    pub stdout: Option<PipeReader>,
    /// What it writes of errors, if that is a pipe.
    pub stderr: Option<PipeReader>,
    id: u32,
    /// Taken when this is dropped.
    process: Option<process::Child>,
    /// Made by the first wait, and dropped by the one that has seen it.
    end: Option<End>,
    is_killed_on_drop: bool,
}

impl Child {
    /// Its number. Once [`wait`](Child::wait) has given its status, it may be that of another.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Ends it, by SIGKILL. Returns at once: it has ended when [`wait`](Child::wait) says so.
    ///
    /// # Errors
    ///
    /// Those of the operating system. It is no error if the process has ended.
    pub fn kill(&mut self) -> io::Result<()> {
        self.process().kill()
    }

    /// Decides whether it is killed when this is dropped. It is not by default.
    pub fn kill_on_drop(&mut self, kill: bool) {
        self.is_killed_on_drop = kill;
    }

    /// Its status, if it has ended.
    ///
    /// # Errors
    ///
    /// When somebody else has asked for the status of all children, by `waitpid`, or ignores SIGCHLD: nobody knows it then.
    pub fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        self.process().try_wait()
    }

    /// Closes what it reads, if that is a pipe that has not been taken, waits until it has ended, and gives its status; again if it is asked again.
    ///
    /// Cancel safety: what it reads is closed. Nothing else is lost.
    ///
    /// # Errors
    ///
    /// Those of [`try_wait`](Child::try_wait), and that the runtime of the first wait has been dropped.
    ///
    /// # Panics
    ///
    /// When awaited outside a runtime.
    pub fn wait(&mut self) -> impl Future<Output = io::Result<ExitStatus>> {
        poll_fn(|cx| self.poll_wait(cx))
    }

    /// [`wait`](Child::wait), to be polled.
    pub fn poll_wait(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<ExitStatus>> {
        self.stdin = None;
        let id = self.id;
        let Child { process, end, .. } = self;
        let process = running(process);
        if end.is_none() {
            // It may have ended, and its number be that of another.
            if let Some(status) = process.try_wait()? {
                return Poll::Ready(Ok(status));
            }
        }
        let result = match end {
            Some(end) => end.poll(cx, process),
            None => end.insert(End::of(id)?).poll(cx, process),
        };
        if result.is_ready() {
            *end = None;
        }
        result
    }

    /// Waits until it has ended, and gives its status and what it has written meanwhile into those pipes that have not been taken.
    ///
    /// Cancel safety: what it has written is lost. The process goes on, unless it is [killed](Child::kill_on_drop).
    ///
    /// # Errors
    ///
    /// Those of [`wait`](Child::wait), and those of the pipes.
    ///
    /// # Panics
    ///
    /// When awaited outside a runtime.
    #[crate::coroutine]
    pub async fn wait_with_output(mut self) -> io::Result<Output> {
        let (stdout, stderr) = (self.stdout.take(), self.stderr.take());
        let all = (self.wait(), read_whole(stdout), read_whole(stderr));
        let (status, stdout, stderr) = try_join(all).await?;
        Ok(Output { status, stdout, stderr })
    }

    fn process(&mut self) -> &mut process::Child {
        running(&mut self.process)
    }
}

fn running(process: &mut Option<process::Child>) -> &mut process::Child {
    process.as_mut().expect("it is taken when it is dropped")
}

/// What comes out of the pipe, if there is one.
#[crate::coroutine]
async fn read_whole(pipe: Option<PipeReader>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        pipe.read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}

impl Drop for Child {
    fn drop(&mut self) {
        let Some(mut process) = self.process.take() else { return };
        if self.is_killed_on_drop {
            // It may have ended.
            let _ = process.kill();
        }
        orphans::adopt(process);
    }
}

impl fmt::Debug for Child {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Child").field("id", &self.id).finish_non_exhaustive()
    }
}
