//! The traits of futures-io for streams, and for whatever has one inside.

/// `stream_io!(Type)` implements reading and writing for `&Type` and `Type`, where the type has a `source` that can both and a method
/// `end_writing`.
macro_rules! stream_io {
    ($type:ty) => {
        impl ::futures_io::AsyncRead for &$type {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
                self.source.poll_read(cx, buffer.len(), |mut stream| stream.read(buffer))
            }

            fn poll_read_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &mut [IoSliceMut<'_>],
            ) -> Poll<io::Result<usize>> {
                self.source.poll_io(Direction::Read, cx, |mut stream| stream.read_vectored(buffers))
            }
        }

        impl ::futures_io::AsyncWrite for &$type {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
                self.source.poll_io(Direction::Write, cx, |mut stream| stream.write(buffer))
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                self.source.poll_io(Direction::Write, cx, |mut stream| stream.write_vectored(buffers))
            }

            /// Does nothing: what is written is with the operating system already.
            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }

            /// Tells the other side that no more will come. Reading goes on.
            fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready($crate::net::Duplex::end_writing(*self))
            }
        }

        impl $crate::net::uninit::ReadUninit for $type {
            fn poll_read_uninit(
                &self,
                cx: &mut Context<'_>,
                buffer: &mut [std::mem::MaybeUninit<u8>],
            ) -> Poll<io::Result<usize>> {
                let receive = |buffer: &mut _| {
                    let stream = self.source.io();
                    // Where mio makes the edges, it must see that the operation would block.
                    stream.try_io(|| $crate::net::uninit::receive(stream, buffer))
                };
                self.source.poll_read(cx, buffer.len(), |_| receive(buffer))
            }
        }

        $crate::net::through::read_through!([], $type, &'s $type, |this| this);
        $crate::net::through::write_through!([], $type, &'s $type, |this| this);

        impl $type {
            /// Waits until there is something to read, or the end, for [`try_read`](Self::try_read). It may be wrong, and may say so again until a read
            /// has found nothing.
            ///
            /// Cancel safety: nothing can be lost.
            ///
            /// # Errors
            ///
            /// When the runtime of the stream has been dropped.
            pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
                std::future::poll_fn(|cx| self.source.poll_ready(Direction::Read, cx))
            }

            /// Waits until there is room to write, for [`try_write`](Self::try_write). It may be wrong, and may say so again until a write has found none.
            ///
            /// Cancel safety: nothing can be lost.
            ///
            /// # Errors
            ///
            /// When the runtime of the stream has been dropped.
            pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
                std::future::poll_fn(|cx| self.source.poll_ready(Direction::Write, cx))
            }

            /// Reads what is there, without waiting. 0 means the end, unless the buffer is empty.
            ///
            /// # Errors
            ///
            /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is nothing.
            pub fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
                self.source.try_io(Direction::Read, |mut stream| stream.read(buffer))
            }

            /// Writes as much as there is room for, without waiting.
            ///
            /// # Errors
            ///
            /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is none.
            pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
                self.source.try_io(Direction::Write, |mut stream| stream.write(bytes))
            }
        }

        impl $crate::net::Duplex for $type {
            fn end_writing(&self) -> io::Result<()> {
                match self.shutdown(Shutdown::Write) {
                    // The other side has hung up already, which is as closed as it gets.
                    Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(()),
                    result => result,
                }
            }
        }
    };
}

/// `read_through!([generics], Type, &'s Stream, |this| stream)` implements `AsyncRead` for the type, where the expression gives a `&Stream`.
macro_rules! read_through {
    ([$($generics:tt)*], $type:ty, &$life:lifetime $stream:ty, |$this:ident| $inner:expr) => {
        impl<$($generics)*> ::futures_io::AsyncRead for $type
        where
            for<$life> &$life $stream: ::futures_io::AsyncRead,
        {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &$stream = $inner;
                Pin::new(&mut stream).poll_read(cx, buffer)
            }

            fn poll_read_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &mut [IoSliceMut<'_>],
            ) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &$stream = $inner;
                Pin::new(&mut stream).poll_read_vectored(cx, buffers)
            }
        }
    };
}

/// `write_through!([generics], Type, &'s Stream, |this| stream)` implements `AsyncWrite` for the type, where the expression gives a `&Stream`.
macro_rules! write_through {
    ([$($generics:tt)*], $type:ty, &$life:lifetime $stream:ty, |$this:ident| $inner:expr) => {
        impl<$($generics)*> ::futures_io::AsyncWrite for $type
        where
            for<$life> &$life $stream: ::futures_io::AsyncWrite,
        {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &$stream = $inner;
                Pin::new(&mut stream).poll_write(cx, buffer)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &$stream = $inner;
                Pin::new(&mut stream).poll_write_vectored(cx, buffers)
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let $this = &*self;
                let mut stream: &$stream = $inner;
                Pin::new(&mut stream).poll_flush(cx)
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let $this = &*self;
                let mut stream: &$stream = $inner;
                Pin::new(&mut stream).poll_close(cx)
            }
        }
    };
}

/// `as_fd!(Type)`: the file descriptor of its `source`.
macro_rules! as_fd {
    ($type:ty) => {
        #[cfg(unix)]
        impl ::std::os::fd::AsFd for $type {
            fn as_fd(&self) -> ::std::os::fd::BorrowedFd<'_> {
                self.source.io().as_fd()
            }
        }

        #[cfg(unix)]
        impl ::std::os::fd::AsRawFd for $type {
            fn as_raw_fd(&self) -> ::std::os::fd::RawFd {
                self.source.io().as_raw_fd()
            }
        }
    };
}

/// `incoming!(Listener, Stream)`: the connections of a listener as a stream of them.
macro_rules! incoming {
    ($listener:ident, $stream:ident) => {
        impl $listener {
            /// The connections, as a [`Stream`](crate::stream::Stream) that has no end: errors are items, after which it goes on.
            ///
            /// Cancel safety: no connection is lost.
            pub fn incoming(&self) -> Incoming<'_, Self> {
                Incoming(self)
            }
        }

        impl ::futures_core::Stream for Incoming<'_, $listener> {
            type Item = io::Result<$stream>;

            fn poll_next(self: ::std::pin::Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<$stream>>> {
                self.0.poll_accept(cx).map_ok(|(stream, _)| stream).map(Some)
            }
        }
    };
}

/// `into_std!(Type, StdType)`: out of the runtime, where the type is `AsFd`.
macro_rules! into_std {
    ($type:ty, $std:ty) => {
        #[cfg(unix)]
        impl $type {
            /// Takes it out of the runtime: the same, as the standard library has it, which blocks.
            ///
            /// # Errors
            ///
            /// Those of the operating system: it takes a descriptor more for a moment.
            pub fn into_std(self) -> io::Result<$std> {
                let std = <$std>::from(::std::os::fd::AsFd::as_fd(&self).try_clone_to_owned()?);
                std.set_nonblocking(false)?;
                Ok(std)
            }
        }
    };
}

pub(super) use {as_fd, incoming, into_std, read_through, stream_io, write_through};
