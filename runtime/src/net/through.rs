//! The traits of futures-io for whatever has a `TcpStream` inside, by those of `&TcpStream`.

/// `read_through!(Type, |this| stream)` implements `AsyncRead` for the type, where the expression gives a `&TcpStream`.
macro_rules! read_through {
    ($type:ty, |$this:ident| $stream:expr) => {
        impl ::futures_io::AsyncRead for $type {
            fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &TcpStream = $stream;
                Pin::new(&mut stream).poll_read(cx, buffer)
            }

            fn poll_read_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &mut [IoSliceMut<'_>],
            ) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &TcpStream = $stream;
                Pin::new(&mut stream).poll_read_vectored(cx, buffers)
            }
        }
    };
}

/// `write_through!(Type, |this| stream)` implements `AsyncWrite` for the type, where the expression gives a `&TcpStream`.
macro_rules! write_through {
    ($type:ty, |$this:ident| $stream:expr) => {
        impl ::futures_io::AsyncWrite for $type {
            fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &TcpStream = $stream;
                Pin::new(&mut stream).poll_write(cx, buffer)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffers: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                let $this = &*self;
                let mut stream: &TcpStream = $stream;
                Pin::new(&mut stream).poll_write_vectored(cx, buffers)
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let $this = &*self;
                let mut stream: &TcpStream = $stream;
                Pin::new(&mut stream).poll_flush(cx)
            }

            fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                let $this = &*self;
                let mut stream: &TcpStream = $stream;
                Pin::new(&mut stream).poll_close(cx)
            }
        }
    };
}

pub(super) use {read_through, write_through};
