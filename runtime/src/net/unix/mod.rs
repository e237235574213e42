//! Between processes of one machine: sockets with paths instead of addresses, and pipes. And whatever else has a file descriptor.

mod credentials;
mod datagram;
mod descriptor;
mod listener;
mod pipe;
mod stream;

pub use credentials::Credentials;
pub use datagram::UnixDatagram;
pub use descriptor::Descriptor;
pub use listener::UnixListener;
pub use pipe::{PipeReader, PipeWriter, pipe};
pub use stream::UnixStream;
