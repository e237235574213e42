//! A request and its response, over a new connection or one that was kept.

use super::body::pass_on;
use super::head::{Framing, Head, read_head};
use super::pool::Stream;
use super::redirect::{may_redirect, redirected};
use super::request::{Connection, Parts};
use super::send::Sending;
use super::{Client, Error, Method, Response};
use crate::io::{BufReader, WriteExt};
use crate::net::TcpStream;
use crate::prelude::*;
use crate::time::timeout;
use futures_io::{AsyncBufRead, AsyncRead, AsyncWrite};
use std::io;
use std::string::ToString;

/// How much of a response is read at a time, in bytes: with less, a large body would take many calls of the operating system.
const AHEAD: usize = 32 * 1024;

/// The response to the request, or to the last one that it was redirected to. Its body goes to the writer, if there is one. Cancel safety: none.
#[crate::coroutine]
pub(super) async fn fetch<W: AsyncWrite + Unpin>(
    client: &Client,
    mut parts: Parts,
    mut writer: Option<&mut W>,
) -> Result<Response, Error> {
    let mut redirects = 0;
    loop {
        let mut response = fetch_one(client, &mut parts, writer.as_deref_mut()).await?;
        if client.max_redirects == 0 || !redirected(&mut parts, &response)? {
            if let Some(writer) = writer {
                // That of a redirect which cannot be followed.
                writer.write_all(&response.take_body()).await.map_err(Error::Writer)?;
                writer.flush().await.map_err(Error::Writer)?;
            }
            return Ok(response);
        }
        redirects += 1;
        if redirects > client.max_redirects {
            return Err(Error::TooLarge("the number of redirects"));
        }
    }
}

/// The response to the request. Uses a connection that was kept, if there is one.
#[crate::coroutine]
async fn fetch_one<W: AsyncWrite + Unpin>(
    client: &Client,
    parts: &mut Parts,
    mut writer: Option<&mut W>,
) -> Result<Response, Error> {
    if parts.url.is_https {
        return Err(Error::BadUrl("https is not supported, only http"));
    }
    if let Some(stream) = client.pool.take(&parts.url.host, parts.url.port, client.keep) {
        match exchange_and_keep(client, stream, parts, writer.as_deref_mut()).await {
            // The server has closed the connection meanwhile, as it may at any time. Another one gets the same chance once.
            Err(failed) if !failed.answered && failed.is_broken() && parts.may_repeat() => {}
            result => return result.map_err(|failed| failed.error),
        }
    }
    let connecting = connect(&parts.url.host, parts.url.port);
    let stream = match timeout(client.connect_timeout, connecting).await {
        Ok(stream) => BufReader::with_capacity(AHEAD, stream.map_err(Error::Connect)?),
        Err(_) => return Err(Error::TimedOut),
    };
    exchange_and_keep(client, stream, parts, writer).await.map_err(|failed| failed.error)
}

#[crate::coroutine]
async fn connect(host: &str, port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    // The request is one write, and waiting to make it longer gains nothing.
    stream.set_nodelay(true)?;
    Ok(stream)
}

#[crate::coroutine]
async fn exchange_and_keep<W: AsyncWrite + Unpin>(
    client: &Client,
    mut stream: Stream,
    parts: &mut Parts,
    writer: Option<&mut W>,
) -> Result<Response, Failed> {
    let connection = if client.keep.most == 0 { Connection::Close } else { Connection::Keep };
    let (response, connection) = exchange(client, &mut stream, parts, connection, writer).await?;
    // What was read ahead would be the answer to nothing.
    if connection == Connection::Keep && stream.buffer().is_empty() {
        client.pool.put(&parts.url.host, parts.url.port, stream, client.keep);
    }
    Ok(response)
}

/// The response to the request over a connection that is there already. Cancel safety: none.
#[crate::coroutine]
pub(super) async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    client: &Client,
    stream: S,
    mut parts: Parts,
) -> Result<Response, Error> {
    let mut stream = BufReader::with_capacity(AHEAD, stream);
    let exchanged = exchange(client, &mut stream, &mut parts, Connection::Close, None::<&mut Vec<u8>>).await;
    exchanged.map(|(response, _)| response).map_err(|failed| failed.error)
}

/// Why there is no response, and whether some of it had come.
struct Failed {
    error: Error,
    answered: bool,
}

impl Failed {
    /// Whether it is the connection that failed.
    fn is_broken(&self) -> bool {
        matches!(self.error, Error::Io(_) | Error::UnexpectedEnd)
    }
}

/// The response, and what can become of the connection after it.
#[crate::coroutine]
async fn exchange<S: AsyncBufRead + AsyncWrite + Unpin, W: AsyncWrite + Unpin>(
    client: &Client,
    stream: &mut S,
    parts: &mut Parts,
    connection: Connection,
    writer: Option<&mut W>,
) -> Result<(Response, Connection), Failed> {
    let (method, url) = (parts.method, parts.url.to_string());
    let mut bytes = Vec::new();
    let mut stream = Sending::new(stream, parts, connection);
    let read = read_response(&mut stream, &mut bytes, method, client, writer).await;
    let sent = stream.into_outcome();
    let (head, body) = match read {
        Ok(response) => response,
        Err(error) => {
            let answered = !bytes.is_empty();
            let error = match sent {
                Some(Err(failed @ Error::Body(_))) => failed,
                // What a server says is worth more than that it has hung up, and that it has hung up is more than that it says nothing.
                Some(Err(failed)) if !answered => failed,
                _ => error,
            };
            return Err(Failed { error, answered });
        }
    };
    let may_keep = head.keeps && matches!(sent, Some(Ok(()))) && head.framing != Framing::UntilClose;
    let connection = if may_keep { connection } else { Connection::Close };
    Ok((Response::new(head, body, url), connection))
}

/// Head and body, unless that goes to the writer, and in the buffer the bytes of the head, as far as they have come.
#[crate::coroutine]
async fn read_response<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin>(
    reader: &mut R,
    bytes: &mut Vec<u8>,
    method: Method,
    client: &Client,
    writer: Option<&mut W>,
) -> Result<(Head, Vec<u8>), Error> {
    let head = read_head(reader, bytes, method, client).await?;
    let limit = client.max_body_bytes as u64;
    let mut body = Vec::new();
    match writer {
        Some(writer) if client.max_redirects == 0 || !may_redirect(head.status) => {
            pass_on(reader, head.framing, limit, writer).await?;
        }
        _ => pass_on(reader, head.framing, limit, &mut body).await?,
    }
    Ok((head, body))
}
