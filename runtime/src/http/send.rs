//! Writing a request.

use super::Error;
use super::request::{Body, Connection, Parts};
use crate::io::{IoSlice, ReadExt, WriteExt};
use futures_io::AsyncWrite;

/// How much is read of a body at a time, in bytes: the longest chunk.
const PORTION: usize = 16 * 1024;

/// Writes the request. Cancel safety: none.
#[crate::coroutine]
pub(super) async fn send<W: AsyncWrite + Unpin>(
    writer: &mut W,
    parts: &mut Parts,
    connection: Connection,
) -> Result<(), Error> {
    let head = parts.head(connection);
    match &mut parts.body {
        Body::Empty => writer.write_all(head.as_bytes()).await?,
        Body::Bytes(bytes) => {
            let mut buffers = [IoSlice::new(head.as_bytes()), IoSlice::new(bytes)];
            writer.write_all_vectored(&mut buffers).await?;
        }
        Body::Reader(reader) => {
            writer.write_all(head.as_bytes()).await?;
            let mut portion = vec![0; PORTION];
            loop {
                let length = reader.read(&mut portion).await.map_err(Error::Body)?;
                if length == 0 {
                    break;
                }
                let size = format!("{length:x}\r\n");
                let mut chunk =
                    [IoSlice::new(size.as_bytes()), IoSlice::new(&portion[..length]), IoSlice::new(b"\r\n")];
                writer.write_all_vectored(&mut chunk).await?;
            }
            writer.write_all(b"0\r\n\r\n").await?;
        }
    }
    writer.flush().await?;
    Ok(())
}
