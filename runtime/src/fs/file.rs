//! An open file.
//!
//! At most one operation that changes something is under way at a time, on a thread of the blocking pool, with a buffer of its own: the caller's
//! buffer may be gone by the time the thread gets to it. So what was dropped unfinished does not get mixed up with what follows. What a poll does
//! depends on what is under way:
//!
//! | under way | read | write | flush, close, sync, metadata |
//! | --- | --- | --- | --- |
//! | nothing | hand out what was read ahead, or begin to read | begin to write, before what was read ahead | go on |
//! | a read | wait, then hand out | wait, keep the bytes as read ahead, go on | go on: it changes nothing |
//! | a write | wait, then begin to read | wait; if it wrote what this call wants written, it was this call's | wait |
//! | a new length | wait, then begin to read | wait, go on | wait |

use super::operation::{Operation, Written};
use super::paths::on_path;
use crate::blocking::spawn_system_call;
use crate::prelude::*;
use futures_io::{AsyncRead, AsyncSeek, AsyncWrite};
use std::fmt;
use std::fs::{Metadata, OpenOptions};
use std::future::Future;
use std::io::{self, Seek, SeekFrom};
use std::mem;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// The most that one operation reads or writes, in bytes.
const MOST: usize = 64 * 1024;

/// An open file, read and written through [`AsyncRead`] and [`AsyncWrite`].
///
/// A write is done when it is ready: there is nothing left to flush, and a file may be dropped right after [`write_all`]. What waits for the
/// disk itself is [`sync_all`](File::sync_all).
///
/// Cancel safety: when a `read` is dropped unfinished, the next one gets what it read. When a `write` is dropped unfinished, its bytes may be
/// written all the same, before anything that follows; an error of it is reported by the next operation. A next `write` that begins with the same bytes is taken to be the same
/// one, so that trying again does not write twice.
///
/// [`write_all`]: crate::io::WriteExt::write_all
pub struct File {
    file: Arc<std::fs::File>,
    operation: Option<Operation>,
    /// `buffer[consumed..]` was read from the file and not yet handed out: the position of the file is so far ahead.
    buffer: Vec<u8>,
    consumed: usize,
}

impl File {
    /// Opens a file to read it.
    ///
    /// Cancel safety: nothing is changed.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::open`].
    pub fn open(path: impl AsRef<Path>) -> impl Future<Output = io::Result<File>> {
        on_path(path.as_ref().to_owned(), |path| std::fs::File::open(path).map(File::from_std))
    }

    /// Opens a file to write it: creates it if it is not there, and empties it if it is.
    ///
    /// Cancel safety: when the future is dropped unfinished, the file may be created or emptied all the same.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::create`].
    pub fn create(path: impl AsRef<Path>) -> impl Future<Output = io::Result<File>> {
        on_path(path.as_ref().to_owned(), |path| std::fs::File::create(path).map(File::from_std))
    }

    /// Creates a file to write it, and to read it, where there is none yet.
    ///
    /// Cancel safety: when the future is dropped unfinished, the file may be created all the same.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::create_new`]: [`AlreadyExists`](io::ErrorKind::AlreadyExists) if there is one.
    pub fn create_new(path: impl AsRef<Path>) -> impl Future<Output = io::Result<File>> {
        on_path(path.as_ref().to_owned(), |path| std::fs::File::create_new(path).map(File::from_std))
    }

    /// Opens a file as the options say: to append, to read and write, only if it is new.
    ///
    /// ```
    /// use resumable::fs::{File, OpenOptions};
    /// use resumable::io::WriteExt;
    ///
    /// # resumable::block_on(async {
    /// # let path = std::env::temp_dir().join(format!("resumable-options-{}", std::process::id()));
    /// let mut log = File::open_with(OpenOptions::new().create(true).append(true), &path).await?;
    /// log.write_all(b"one more line\n").await?;
    /// # resumable::fs::remove_file(&path).await?;
    /// # std::io::Result::Ok(())
    /// # }).unwrap();
    /// ```
    ///
    /// Cancel safety: when the future is dropped unfinished, the file may be created or emptied all the same.
    ///
    /// # Errors
    ///
    /// Those of [`OpenOptions::open`].
    pub fn open_with(options: &OpenOptions, path: impl AsRef<Path>) -> impl Future<Output = io::Result<File>> {
        let options = options.clone();
        on_path(path.as_ref().to_owned(), move |path| options.open(path).map(File::from_std))
    }

    /// Takes over a file of the standard library, which may have been opened in any way.
    pub fn from_std(file: std::fs::File) -> File {
        File { file: Arc::new(file), operation: None, buffer: Vec::new(), consumed: 0 }
    }

    /// The file as the standard library has it, at the position to which it was read and written.
    ///
    /// Cancel safety: the file is closed when the future is dropped unfinished.
    ///
    /// # Errors
    ///
    /// That of a write that was dropped unfinished.
    #[crate::coroutine]
    pub async fn into_std(mut self) -> io::Result<std::fs::File> {
        std::future::poll_fn(|cx| self.poll_settle(cx)).await?;
        self.give_back()?;
        // Nobody else has it, since nothing is under way.
        Arc::try_unwrap(self.file).or_else(|file| file.try_clone())
    }

    /// The same open file once more. Both have one position: whoever reads or writes moves the other on.
    ///
    /// Cancel safety: nothing is changed.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::try_clone`], and that of a write that was dropped unfinished.
    #[crate::coroutine]
    pub async fn try_clone(&mut self) -> io::Result<File> {
        std::future::poll_fn(|cx| self.poll_settle(cx)).await?;
        self.give_back()?;
        self.file.try_clone().map(File::from_std)
    }

    /// Waits until everything written is on the disk.
    ///
    /// Cancel safety: nothing is lost; call it again.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::sync_all`], and that of a write that was dropped unfinished.
    pub fn sync_all(&mut self) -> impl Future<Output = io::Result<()>> {
        self.settled(std::fs::File::sync_all)
    }

    /// [`sync_all`](File::sync_all) without what is only about the file, such as when it was changed.
    ///
    /// Cancel safety: nothing is lost; call it again.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::sync_data`], and that of a write that was dropped unfinished.
    pub fn sync_data(&mut self) -> impl Future<Output = io::Result<()>> {
        self.settled(std::fs::File::sync_data)
    }

    /// What is known about the file.
    ///
    /// Cancel safety: nothing is changed.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::metadata`], and that of a write that was dropped unfinished.
    pub fn metadata(&mut self) -> impl Future<Output = io::Result<Metadata>> {
        self.settled(std::fs::File::metadata)
    }

    /// Cuts the file off after so many bytes, or fills it up with zeros. The position stays.
    ///
    /// Cancel safety: when the future is dropped unfinished, the length may be set all the same, before anything that follows. An error of it is
    /// reported by the next operation.
    ///
    /// # Errors
    ///
    /// Those of [`std::fs::File::set_len`], and that of a write that was dropped unfinished.
    #[crate::coroutine]
    pub async fn set_len(&mut self, length: u64) -> io::Result<()> {
        std::future::poll_fn(|cx| self.poll_settle(cx)).await?;
        self.give_back()?;
        self.operation = Some(Operation::set_length(&self.file, length));
        std::future::poll_fn(|cx| self.poll_settle(cx)).await
    }

    /// Goes on reading and writing there. Returns the position, counted from the beginning of the file.
    ///
    /// Cancel safety: when the future is dropped unfinished, the position is the old one.
    ///
    /// # Errors
    ///
    /// Those of [`std::io::Seek::seek`], and that of a write that was dropped unfinished.
    #[crate::coroutine]
    pub async fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_seek(cx, position)).await
    }

    /// Waits for the change that is under way, if any, and calls the function with the file, where it may block.
    #[crate::coroutine]
    async fn settled<T: Send + 'static>(&mut self, operate: fn(&std::fs::File) -> io::Result<T>) -> io::Result<T> {
        std::future::poll_fn(|cx| self.poll_change(cx)).await?;
        let file = self.file.clone();
        spawn_system_call(move || operate(&file)).await?
    }

    /// Takes the position back to where the caller believes it to be, and forgets what was read ahead.
    fn give_back(&mut self) -> io::Result<()> {
        let ahead = self.buffer.len() - self.consumed;
        if ahead > 0 {
            (&*self.file).seek(SeekFrom::Current(-(ahead as i64)))?;
        }
        self.buffer.clear();
        self.consumed = 0;
        Ok(())
    }

    /// Waits for the operation that is under way, if it changes something. A read may take for ever, as that of a pipe, and is in nobody's way.
    fn poll_change(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &self.operation {
            None | Some(Operation::Read(_)) => Poll::Ready(Ok(())),
            Some(Operation::Write(_) | Operation::SetLength(_)) => self.poll_settle(cx),
        }
    }

    /// Waits for the operation that is under way, if any.
    fn poll_settle(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &self.operation {
            None => Poll::Ready(Ok(())),
            Some(Operation::Write(_)) => self.poll_write_under_way(cx).map_ok(|_| ()),
            // The error of a read that nobody waits for: the next read will meet it again.
            Some(Operation::Read(_)) => self.poll_read_under_way(cx).map(|_| Ok(())),
            Some(Operation::SetLength(_)) => self.poll_length_under_way(cx),
        }
    }

    /// Waits until the length is set.
    fn poll_length_under_way(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(Operation::SetLength(handle)) = &mut self.operation else { return Poll::Ready(Ok(())) };
        let outcome = ready!(Pin::new(handle).poll(cx));
        self.operation = None;
        Poll::Ready(outcome?)
    }

    /// Waits for the read that is under way, and keeps what it read.
    fn poll_read_under_way(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(Operation::Read(handle)) = &mut self.operation else { return Poll::Ready(Ok(())) };
        let outcome = ready!(Pin::new(handle).poll(cx));
        self.operation = None;
        let (mut buffer, result) = outcome?;
        buffer.truncate(result?);
        self.buffer = buffer;
        self.consumed = 0;
        Poll::Ready(Ok(()))
    }

    /// Waits for the write that is under way, and returns what it wrote.
    fn poll_write_under_way(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Vec<u8>>> {
        let Some(Operation::Write(handle)) = &mut self.operation else { return Poll::Ready(Ok(Vec::new())) };
        let outcome = ready!(Pin::new(handle).poll(cx));
        self.operation = None;
        let Written { mut buffer, result, has_given_back } = outcome?;
        if has_given_back {
            self.buffer.clear();
            self.consumed = 0;
        }
        buffer.truncate(result?);
        Poll::Ready(Ok(buffer))
    }
}

impl AsyncRead for File {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        ready!(this.poll_change(cx))?;
        if this.operation.is_none() && this.consumed == this.buffer.len() {
            this.consumed = 0;
            let room = mem::take(&mut this.buffer);
            this.operation = Some(Operation::read(&this.file, room, buffer.len().min(MOST)));
        }
        // Empty after this only at the end of the file.
        ready!(this.poll_read_under_way(cx))?;
        let ahead = &this.buffer[this.consumed..];
        let count = ahead.len().min(buffer.len());
        buffer[..count].copy_from_slice(&ahead[..count]);
        this.consumed += count;
        Poll::Ready(Ok(count))
    }
}

impl AsyncWrite for File {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if buffer.is_empty() {
            return Poll::Ready(Ok(0));
        }
        loop {
            match &this.operation {
                None => {
                    let ahead = this.buffer.len() - this.consumed;
                    this.operation = Some(Operation::write(&this.file, ahead, &buffer[..buffer.len().min(MOST)]));
                }
                Some(Operation::Read(_) | Operation::SetLength(_)) => ready!(this.poll_settle(cx))?,
                Some(Operation::Write(_)) => {
                    let written = ready!(this.poll_write_under_way(cx))?;
                    if buffer.starts_with(&written) {
                        return Poll::Ready(Ok(written.len()));
                    }
                    // That was the write of a future that has been dropped.
                }
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_change(cx)
    }

    /// Waits for what changes the file. The file itself is closed when it is dropped.
    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().poll_change(cx)
    }
}

impl AsyncSeek for File {
    fn poll_seek(self: Pin<&mut Self>, cx: &mut Context<'_>, position: SeekFrom) -> Poll<io::Result<u64>> {
        let this = self.get_mut();
        ready!(this.poll_settle(cx))?;
        this.give_back()?;
        // This does not wait for the disk.
        Poll::Ready((&*this.file).seek(position))
    }
}

#[cfg(unix)]
impl std::os::fd::AsFd for File {
    fn as_fd(&self) -> std::os::fd::BorrowedFd<'_> {
        self.file.as_fd()
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.file.fmt(f)
    }
}
