//! The two directions of a connection as two values.

use super::through::{read_through, write_through};
use super::{Shutdown, TcpStream};
use std::error::Error;
use std::fmt;
use std::io::{self, IoSlice, IoSliceMut};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The reading half of a [`TcpStream`], by [`split`](TcpStream::split).
#[derive(Debug)]
pub struct ReadHalf<'a>(&'a TcpStream);

/// The writing half of a [`TcpStream`], by [`split`](TcpStream::split).
#[derive(Debug)]
pub struct WriteHalf<'a>(&'a TcpStream);

pub(super) fn borrowed(stream: &mut TcpStream) -> (ReadHalf<'_>, WriteHalf<'_>) {
    (ReadHalf(stream), WriteHalf(stream))
}

/// The reading half of a [`TcpStream`], by [`into_split`](TcpStream::into_split). The connection closes when both halves are gone.
#[derive(Debug)]
pub struct OwnedReadHalf(Arc<TcpStream>);

/// The writing half of a [`TcpStream`], by [`into_split`](TcpStream::into_split).
///
/// Dropping it tells the other side that no more will come, as closing it does.
#[derive(Debug)]
pub struct OwnedWriteHalf {
    stream: Arc<TcpStream>,
    /// Cleared when the halves are reunited, so that the drop leaves the connection open.
    shut_on_drop: bool,
}

pub(super) fn owned(stream: TcpStream) -> (OwnedReadHalf, OwnedWriteHalf) {
    let stream = Arc::new(stream);
    (OwnedReadHalf(stream.clone()), OwnedWriteHalf { stream, shut_on_drop: true })
}

impl AsRef<TcpStream> for ReadHalf<'_> {
    fn as_ref(&self) -> &TcpStream {
        self.0
    }
}

impl AsRef<TcpStream> for WriteHalf<'_> {
    fn as_ref(&self) -> &TcpStream {
        self.0
    }
}

impl AsRef<TcpStream> for OwnedReadHalf {
    fn as_ref(&self) -> &TcpStream {
        &self.0
    }
}

impl AsRef<TcpStream> for OwnedWriteHalf {
    fn as_ref(&self) -> &TcpStream {
        &self.stream
    }
}

impl OwnedReadHalf {
    /// Puts the two halves of one stream together again.
    ///
    /// # Errors
    ///
    /// When they are halves of different streams: the error holds both.
    pub fn reunite(self, mut write: OwnedWriteHalf) -> Result<TcpStream, ReuniteError> {
        if !Arc::ptr_eq(&self.0, &write.stream) {
            return Err(ReuniteError(self, write));
        }
        write.shut_on_drop = false;
        drop(write);
        Ok(Arc::into_inner(self.0).expect("a stream has two halves, and one of them was just dropped"))
    }
}

impl Drop for OwnedWriteHalf {
    fn drop(&mut self) {
        if self.shut_on_drop {
            // An error means that the other side has hung up already.
            let _ = self.stream.shutdown(Shutdown::Write);
        }
    }
}

read_through!(ReadHalf<'_>, |this| this.0);
write_through!(WriteHalf<'_>, |this| this.0);
read_through!(OwnedReadHalf, |this| &this.0);
write_through!(OwnedWriteHalf, |this| &this.stream);

/// The halves given to [`OwnedReadHalf::reunite`] are not of one stream. Holds both.
#[derive(Debug)]
pub struct ReuniteError(pub OwnedReadHalf, pub OwnedWriteHalf);

impl fmt::Display for ReuniteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the halves belong to different streams")
    }
}

impl Error for ReuniteError {}
