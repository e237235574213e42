//! The two runtimes under the same names.

/// This project's.
pub mod resumable {
    pub use ::resumable::net::{TcpListener, TcpStream};
    pub use ::resumable::time::{Elapsed, sleep, timeout};
    pub use ::resumable::{JoinError, JoinHandle, block_on, spawn};
    use std::io;
    use std::net::SocketAddr;

    pub async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
        TcpStream::connect(address).await
    }
}

/// Tokio's, whose streams speak the traits of futures-io by way of tokio-util.
pub mod tokio {
    pub use ::tokio::spawn;
    pub use ::tokio::task::{JoinError, JoinHandle};
    pub use ::tokio::time::error::Elapsed;
    pub use ::tokio::time::{sleep, timeout};
    use std::future::Future;
    use std::io;
    use std::net::SocketAddr;
    use tokio_util::compat::{Compat, TokioAsyncReadCompatExt};

    pub type TcpStream = Compat<::tokio::net::TcpStream>;

    pub async fn connect(address: SocketAddr) -> io::Result<TcpStream> {
        Ok(::tokio::net::TcpStream::connect(address).await?.compat())
    }

    pub struct TcpListener(::tokio::net::TcpListener);

    impl TcpListener {
        pub async fn bind(address: &str) -> io::Result<TcpListener> {
            ::tokio::net::TcpListener::bind(address).await.map(TcpListener)
        }

        pub fn local_addr(&self) -> io::Result<SocketAddr> {
            self.0.local_addr()
        }

        pub async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
            let (stream, address) = self.0.accept().await?;
            Ok((stream.compat(), address))
        }
    }

    pub fn block_on<F: Future>(future: F) -> F::Output {
        let runtime =
            ::tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
        runtime.block_on(future)
    }
}
