//! Two streams that are connected in memory.

use crate::budget;
use crate::wake::{drop_isolated, store_waker, wake_all};
use futures_io::{AsyncRead, AsyncWrite};
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker, ready};

/// Two streams: what is written to one can be read from the other. Each direction holds so many bytes; who writes more waits.
///
/// It is for tests of what talks over a stream: nothing leaves the process, so that time may be [paused](crate::Builder::start_paused), and the same
/// happens each time. It needs no runtime.
///
/// ```
/// use resumable::io::{self, ReadExt, WriteExt};
///
/// # resumable::block_on(async {
/// let (mut client, mut server) = io::duplex(64);
/// client.write_all(b"hello").await?;
/// client.close().await?;
/// let mut text = String::new();
/// server.read_to_string(&mut text).await?;
/// assert_eq!(text, "hello");
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
///
/// # Panics
///
/// If there is no room for a byte.
#[track_caller]
pub fn duplex(capacity: usize) -> (DuplexStream, DuplexStream) {
    assert!(capacity > 0, "a direction holds at least one byte: the capacity must not be zero");
    let [there, back] = [(); 2].map(|()| Arc::new(Way::new(capacity)));
    let here = DuplexStream { incoming: back.clone(), outgoing: there.clone() };
    (here, DuplexStream { incoming: there, outgoing: back })
}

/// One of two streams of [`duplex`]. Dropping it is the end for the other, whose next write fails.
pub struct DuplexStream {
    incoming: Arc<Way>,
    outgoing: Arc<Way>,
}

/// One direction.
struct Way(Mutex<State>);

struct State {
    bytes: VecDeque<u8>,
    capacity: usize,
    /// Whether no more will come. Set when the writing end is closed or dropped, never cleared.
    is_ended: bool,
    /// Whether nobody will read. Set when the reading end is dropped, never cleared.
    is_deaf: bool,
    /// Who waits for bytes, or the end.
    reader: Option<Waker>,
    /// Who waits for room, or that nobody will read.
    writer: Option<Waker>,
}

impl Way {
    fn new(capacity: usize) -> Self {
        let state =
            State { bytes: VecDeque::new(), capacity, is_ended: false, is_deaf: false, reader: None, writer: None };
        Way(Mutex::new(state))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock, but for cloning a waker.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends it for the reader.
    fn end(&self) {
        let mut state = self.lock();
        state.is_ended = true;
        let reader = state.reader.take();
        drop(state);
        wake_all(reader);
    }

    /// Ends it for the writer.
    fn forsake(&self) {
        let mut state = self.lock();
        state.is_deaf = true;
        state.bytes = VecDeque::new();
        let (reader, writer) = (state.reader.take(), state.writer.take());
        drop(state);
        drop_isolated(reader);
        wake_all(writer);
    }
}

impl DuplexStream {
    /// Takes bytes, as many as there are and there is room for, and hands them over in at most two portions. Says how many: none is the end.
    pub(crate) fn poll_take(
        &self,
        cx: &mut Context<'_>,
        room: usize,
        mut take: impl FnMut(&[u8]),
    ) -> Poll<io::Result<usize>> {
        let unit = ready!(budget::poll_proceed(cx));
        let mut state = self.incoming.lock();
        if state.bytes.is_empty() && !state.is_ended && room > 0 {
            let displaced = store_waker(&mut state.reader, cx.waker());
            drop(state);
            drop_isolated(displaced);
            return Poll::Pending;
        }
        unit.spend();
        let count = room.min(state.bytes.len());
        let (first, second) = state.bytes.as_slices();
        let of_first = count.min(first.len());
        take(&first[..of_first]);
        take(&second[..count - of_first]);
        state.bytes.drain(..count);
        let writer = if count > 0 { state.writer.take() } else { None };
        drop(state);
        wake_all(writer);
        Poll::Ready(Ok(count))
    }
}

impl AsyncRead for DuplexStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut filled = 0;
        let room = buffer.len();
        self.poll_take(cx, room, |bytes| {
            buffer[filled..][..bytes.len()].copy_from_slice(bytes);
            filled += bytes.len();
        })
    }
}

impl AsyncWrite for DuplexStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let unit = ready!(budget::poll_proceed(cx));
        let mut state = self.outgoing.lock();
        if state.is_ended || state.is_deaf {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let count = bytes.len().min(state.capacity - state.bytes.len());
        if count == 0 && !bytes.is_empty() {
            let displaced = store_waker(&mut state.writer, cx.waker());
            drop(state);
            drop_isolated(displaced);
            return Poll::Pending;
        }
        unit.spend();
        state.bytes.extend(&bytes[..count]);
        let reader = if count > 0 { state.reader.take() } else { None };
        drop(state);
        wake_all(reader);
        Poll::Ready(Ok(count))
    }

    /// Does nothing: what is written can be read.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Tells the other side that no more will come. Reading goes on.
    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.outgoing.end();
        Poll::Ready(Ok(()))
    }
}

impl Drop for DuplexStream {
    fn drop(&mut self) {
        self.outgoing.end();
        self.incoming.forsake();
    }
}

impl fmt::Debug for DuplexStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DuplexStream").finish_non_exhaustive()
    }
}
