//! One reader after the other.

use futures_io::{AsyncBufRead, AsyncRead};
use std::io::{self, IoSliceMut};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The reader of [`ReadExt::chain`](super::ReadExt::chain).
#[derive(Debug)]
pub struct Chain<A, B> {
    first: A,
    second: B,
    /// Whether the first has ended. It is not asked any more then.
    is_second: bool,
}

pub(super) fn chain<A, B>(first: A, second: B) -> Chain<A, B> {
    Chain { first, second, is_second: false }
}

impl<A, B> Chain<A, B> {
    /// Both readers.
    pub fn get_ref(&self) -> (&A, &B) {
        (&self.first, &self.second)
    }

    /// Both readers. What is read from them directly is left out here.
    pub fn get_mut(&mut self) -> (&mut A, &mut B) {
        (&mut self.first, &mut self.second)
    }

    /// Both readers. Nothing is lost.
    pub fn into_inner(self) -> (A, B) {
        (self.first, self.second)
    }
}

impl<A: AsyncRead + Unpin, B: AsyncRead + Unpin> AsyncRead for Chain<A, B> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if !this.is_second {
            let count = ready!(Pin::new(&mut this.first).poll_read(cx, buffer))?;
            if count > 0 || buffer.is_empty() {
                return Poll::Ready(Ok(count));
            }
            this.is_second = true;
        }
        Pin::new(&mut this.second).poll_read(cx, buffer)
    }

    fn poll_read_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffers: &mut [IoSliceMut<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if !this.is_second {
            let count = ready!(Pin::new(&mut this.first).poll_read_vectored(cx, buffers))?;
            if count > 0 || buffers.iter().all(|buffer| buffer.is_empty()) {
                return Poll::Ready(Ok(count));
            }
            this.is_second = true;
        }
        Pin::new(&mut this.second).poll_read_vectored(cx, buffers)
    }
}

impl<A: AsyncBufRead + Unpin, B: AsyncBufRead + Unpin> AsyncBufRead for Chain<A, B> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let this = self.get_mut();
        if !this.is_second {
            // Asked twice, as what it has said cannot be given away and put aside: it is the same, since nothing was consumed in between.
            this.is_second = ready!(Pin::new(&mut this.first).poll_fill_buf(cx))?.is_empty();
        }
        if this.is_second {
            Pin::new(&mut this.second).poll_fill_buf(cx)
        } else {
            Pin::new(&mut this.first).poll_fill_buf(cx)
        }
    }

    fn consume(self: Pin<&mut Self>, count: usize) {
        let this = self.get_mut();
        if this.is_second {
            Pin::new(&mut this.second).consume(count);
        } else {
            Pin::new(&mut this.first).consume(count);
        }
    }
}
