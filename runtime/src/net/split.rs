//! The two directions of a connection as two values.

use super::TcpStream;
use super::through::{read_through, write_through};
use super::uninit::ReadUninit;
use std::error::Error;
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A stream with two directions, which can be used from several tasks: [`TcpStream`], and on Unix `UnixStream`.
pub trait Duplex {
    #[doc(hidden)]
    fn end_writing(&self) -> io::Result<()>;
}

/// The reading half of a stream, by [`split`](TcpStream::split).
#[derive(Debug)]
pub struct ReadHalf<'a, S = TcpStream>(&'a S);

/// The writing half of a stream, by [`split`](TcpStream::split).
#[derive(Debug)]
pub struct WriteHalf<'a, S = TcpStream>(&'a S);

pub(super) fn borrowed<S>(stream: &mut S) -> (ReadHalf<'_, S>, WriteHalf<'_, S>) {
    (ReadHalf(stream), WriteHalf(stream))
}

/// The reading half of a stream, by [`into_split`](TcpStream::into_split). The connection closes when both halves are gone.
#[derive(Debug)]
pub struct OwnedReadHalf<S = TcpStream>(Arc<S>);

/// The writing half of a stream, by [`into_split`](TcpStream::into_split).
///
/// Dropping it tells the other side that no more will come, as closing it does.
#[derive(Debug)]
pub struct OwnedWriteHalf<S: Duplex = TcpStream> {
    stream: Arc<S>,
    /// Cleared when the halves are reunited, so that the drop leaves the connection open.
    shut_on_drop: bool,
}

pub(super) fn owned<S: Duplex>(stream: S) -> (OwnedReadHalf<S>, OwnedWriteHalf<S>) {
    let stream = Arc::new(stream);
    (OwnedReadHalf(stream.clone()), OwnedWriteHalf { stream, shut_on_drop: true })
}

impl<S> AsRef<S> for ReadHalf<'_, S> {
    fn as_ref(&self) -> &S {
        self.0
    }
}

impl<S> AsRef<S> for WriteHalf<'_, S> {
    fn as_ref(&self) -> &S {
        self.0
    }
}

impl<S> AsRef<S> for OwnedReadHalf<S> {
    fn as_ref(&self) -> &S {
        &self.0
    }
}

impl<S: Duplex> AsRef<S> for OwnedWriteHalf<S> {
    fn as_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: Duplex> OwnedReadHalf<S> {
    /// Puts the two halves of one stream together again.
    ///
    /// # Errors
    ///
    /// When they are halves of different streams: the error holds both.
    pub fn reunite(self, mut write: OwnedWriteHalf<S>) -> Result<S, ReuniteError<S>> {
        if !Arc::ptr_eq(&self.0, &write.stream) {
            return Err(ReuniteError(self, write));
        }
        write.shut_on_drop = false;
        drop(write);
        Ok(Arc::into_inner(self.0).expect("a stream has two halves, and one of them was just dropped"))
    }
}

impl<S: Duplex> Drop for OwnedWriteHalf<S> {
    fn drop(&mut self) {
        if self.shut_on_drop {
            // An error means that the other side has hung up already.
            let _ = self.stream.end_writing();
        }
    }
}

read_through!([S], ReadHalf<'_, S>, &'s S, |this| this.0);
write_through!([S], WriteHalf<'_, S>, &'s S, |this| this.0);
read_through!([S], OwnedReadHalf<S>, &'s S, |this| &this.0);
write_through!([S: Duplex], OwnedWriteHalf<S>, &'s S, |this| &this.stream);

impl<S: ReadUninit> ReadUninit for ReadHalf<'_, S> {
    fn poll_read_uninit(&self, cx: &mut Context<'_>, buffer: &mut [MaybeUninit<u8>]) -> Poll<io::Result<usize>> {
        self.0.poll_read_uninit(cx, buffer)
    }
}

impl<S: ReadUninit> ReadUninit for OwnedReadHalf<S> {
    fn poll_read_uninit(&self, cx: &mut Context<'_>, buffer: &mut [MaybeUninit<u8>]) -> Poll<io::Result<usize>> {
        self.0.poll_read_uninit(cx, buffer)
    }
}

/// The halves given to [`OwnedReadHalf::reunite`] are not of one stream. Holds both.
#[derive(Debug)]
pub struct ReuniteError<S: Duplex = TcpStream>(pub OwnedReadHalf<S>, pub OwnedWriteHalf<S>);

impl<S: Duplex> fmt::Display for ReuniteError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the halves belong to different streams")
    }
}

impl<S: Duplex + fmt::Debug> Error for ReuniteError<S> {}
