//! What sockets for datagrams have in common.

/// `datagram_io!(Type)`: sending to the peer, receiving, and waiting for either, where the type has a `socket` that is an `Async`.
macro_rules! datagram_io {
    ($type:ident) => {
        impl $type {
            /// Sends a datagram to whom the socket is [connected](Self::connect) to. Returns its length.
            ///
            /// Cancel safety: when the future is dropped unfinished, nothing has been sent.
            pub fn send<'a>(&'a self, datagram: &'a [u8]) -> impl Future<Output = io::Result<usize>> {
                self.socket.write_with(move |socket| socket.send(datagram))
            }

            /// Waits for a datagram, of the peer alone where the socket is [connected](Self::connect), and returns its length.
            ///
            /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing has been received.
            pub fn recv<'a>(&'a self, buffer: &'a mut [u8]) -> impl Future<Output = io::Result<usize>> {
                self.socket.read_with(move |socket| socket.recv(buffer))
            }

            /// Waits for a datagram, and returns its length and where it came from.
            ///
            /// Cancel safety: nothing is lost. When the future is dropped unfinished, nothing has been received.
            pub fn recv_from<'a>(
                &'a self,
                buffer: &'a mut [u8],
            ) -> impl Future<Output = io::Result<(usize, SocketAddr)>> {
                self.socket.read_with(move |socket| socket.recv_from(buffer))
            }

            /// [`send`](Self::send) without waiting.
            ///
            /// # Errors
            ///
            /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no room.
            pub fn try_send(&self, datagram: &[u8]) -> io::Result<usize> {
                self.socket.try_write_with(|socket| socket.send(datagram))
            }

            /// [`recv`](Self::recv) without waiting.
            ///
            /// # Errors
            ///
            /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no datagram.
            pub fn try_recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
                self.socket.try_read_with(|socket| socket.recv(buffer))
            }

            /// [`recv_from`](Self::recv_from) without waiting.
            ///
            /// # Errors
            ///
            /// [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no datagram.
            pub fn try_recv_from(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
                self.socket.try_read_with(|socket| socket.recv_from(buffer))
            }

            /// [`recv_from`](Self::recv_from) for futures written by hand. Whoever was told to wait is woken, all together.
            pub fn poll_recv_from(
                &self,
                cx: &mut Context<'_>,
                buffer: &mut [u8],
            ) -> Poll<io::Result<(usize, SocketAddr)>> {
                self.socket.poll_read_with(cx, |socket| socket.recv_from(buffer))
            }

            /// Waits until there is a datagram, for [`try_recv`](Self::try_recv). It may be wrong, and may say so again until there was none.
            ///
            /// Cancel safety: nothing can be lost.
            ///
            /// # Errors
            ///
            /// When the runtime of the socket has been dropped.
            pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
                self.socket.readable()
            }

            /// Waits until there is room for a datagram, for [`try_send`](Self::try_send). It may be wrong, and may say so again until there was none.
            ///
            /// Cancel safety: nothing can be lost.
            ///
            /// # Errors
            ///
            /// When the runtime of the socket has been dropped.
            pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
                self.socket.writable()
            }

            /// The address of this side.
            ///
            /// # Errors
            ///
            /// Those of the operating system.
            pub fn local_addr(&self) -> io::Result<SocketAddr> {
                self.socket.get_ref().local_addr()
            }

            /// The address that it is [connected](Self::connect) to.
            ///
            /// # Errors
            ///
            /// Those of the operating system.
            pub fn peer_addr(&self) -> io::Result<SocketAddr> {
                self.socket.get_ref().peer_addr()
            }
        }

        #[cfg(unix)]
        impl ::std::os::fd::AsFd for $type {
            fn as_fd(&self) -> ::std::os::fd::BorrowedFd<'_> {
                self.socket.get_ref().as_fd()
            }
        }
    };
}

pub(super) use datagram_io;
