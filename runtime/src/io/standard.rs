//! What the process is given: its input and its outputs.
//!
//! They are the business of the operating system, and of whoever else uses them, so each operation runs on a thread of the blocking pool, with a buffer
//! of its own. What has been dropped unfinished does not get lost, nor mixed up with what follows.

use crate::JoinHandle;
use crate::blocking::spawn_system_call;
use crate::prelude::*;
use futures_io::{AsyncRead, AsyncWrite};
use std::fmt;
use std::future::Future;
use std::io::{self, Read, Write};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The most that one operation reads or writes, in bytes.
const MOST: usize = 64 * 1024;

/// The standard input of the process. For lines, `BufReader::new(stdin()).lines()`.
///
/// It reads through [`std::io::stdin`], whose buffer is shared by the whole process. There is no way to give up a read that waits for a person to type: a
/// thread goes on with it, also if the future is dropped, and locks the input meanwhile. Nothing waits for that thread, neither the end of the
/// runtime nor that of the process.
///
/// Cancel safety: nothing is lost. What a read brings that was dropped unfinished is given to the next, of this value.
pub fn stdin() -> Stdin {
    Stdin { reading: None, buffer: Vec::new(), consumed: 0 }
}

/// The standard output of the process.
///
/// A write is done when it is ready: it has been passed on to the operating system, and there is nothing left to flush.
///
/// Cancel safety: when a write is dropped unfinished, its bytes are written all the same, before anything that follows. A next write that begins with the
/// same bytes is taken to be the same one, so that trying again does not write twice.
pub fn stdout() -> Stdout {
    Stdout { output: Output { writing: None, write: |bytes| write_now(std::io::stdout().lock(), bytes) } }
}

/// The standard error output of the process. Otherwise as [`stdout`].
///
/// Cancel safety: that of [`stdout`].
pub fn stderr() -> Stderr {
    Stderr { output: Output { writing: None, write: |bytes| write_now(std::io::stderr().lock(), bytes) } }
}

fn write_now(mut output: impl Write, bytes: &[u8]) -> io::Result<()> {
    output.write_all(bytes)?;
    output.flush()
}

/// Made by [`stdin`].
pub struct Stdin {
    /// What is under way, with its buffer and the number of bytes.
    reading: Option<JoinHandle<(Vec<u8>, io::Result<usize>)>>,
    /// `buffer[consumed..]` was read and not yet handed out.
    buffer: Vec<u8>,
    consumed: usize,
}

/// Made by [`stdout`].
pub struct Stdout {
    output: Output,
}

/// Made by [`stderr`].
pub struct Stderr {
    output: Output,
}

struct Output {
    /// What is under way, and gives its bytes back.
    writing: Option<JoinHandle<(Vec<u8>, io::Result<()>)>>,
    write: fn(&[u8]) -> io::Result<()>,
}

impl AsyncRead for Stdin {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        if this.consumed == this.buffer.len() {
            let (mut room, length) = (mem::take(&mut this.buffer), buffer.len().min(MOST));
            this.consumed = 0;
            let reading = this.reading.get_or_insert_with(|| {
                spawn_system_call(move || {
                    room.clear();
                    room.resize(length, 0);
                    let result = read_now(&mut room);
                    (room, result)
                })
            });
            let outcome = ready!(Pin::new(reading).poll(cx));
            this.reading = None;
            let (mut read, result) = outcome?;
            read.truncate(result?);
            this.buffer = read;
        }
        let ahead = &this.buffer[this.consumed..];
        let count = ahead.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ahead[..count]);
        this.consumed += count;
        Poll::Ready(Ok(count))
    }
}

fn read_now(room: &mut [u8]) -> io::Result<usize> {
    loop {
        match std::io::stdin().read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

impl Output {
    fn poll_write(&mut self, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if bytes.is_empty() {
            return Poll::Ready(Ok(0));
        }
        loop {
            if self.writing.is_none() {
                let (write, own) = (self.write, bytes[..bytes.len().min(MOST)].to_vec());
                self.writing = Some(spawn_system_call(move || {
                    let result = write(&own);
                    (own, result)
                }));
            }
            let written = ready!(self.poll_under_way(cx))?;
            if bytes.starts_with(&written) {
                return Poll::Ready(Ok(written.len()));
            }
            // That was the write of a future that has been dropped.
        }
    }

    /// Waits for the write that is under way, if any, and gives its bytes.
    fn poll_under_way(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Vec<u8>>> {
        let Some(writing) = &mut self.writing else { return Poll::Ready(Ok(Vec::new())) };
        let outcome = ready!(Pin::new(writing).poll(cx));
        self.writing = None;
        let (written, result) = outcome?;
        result?;
        Poll::Ready(Ok(written))
    }
}

/// `output!(Type)`: writes to its `output`.
macro_rules! output {
    ($type:ident) => {
        impl AsyncWrite for $type {
            fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
                self.output.poll_write(cx, bytes)
            }

            /// Waits for a write that was dropped unfinished.
            fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.output.poll_under_way(cx).map_ok(drop)
            }

            /// Waits as a flush does. The output stays open: it is not this value's alone.
            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                self.poll_flush(cx)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    };
}

output!(Stdout);
output!(Stderr);

impl fmt::Debug for Stdin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stdin").finish_non_exhaustive()
    }
}
