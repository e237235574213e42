//! A request and its response, over a new connection or one that was kept.

use super::body::{pass_on, skip};
use super::head::{Framing, read_head};
use super::pool::Stream;
use super::redirect::{Origin, Redirect, Redirects};
use super::request::{Connection, Parts};
use super::send::Sending;
use super::{Client, Error, Response};
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
        match fetch_one(client, &mut parts, writer.as_deref_mut()).await? {
            Answer::Response(response) => {
                if let Some(writer) = writer {
                    writer.flush().await.map_err(Error::Writer)?;
                }
                return Ok(response);
            }
            Answer::Elsewhere(redirect) => parts.follow(redirect),
        }
        redirects += 1;
        if redirects > client.max_redirects {
            return Err(Error::TooLarge("the number of redirects"));
        }
    }
}

/// What a server says.
enum Answer {
    Response(Response),
    /// To ask elsewhere.
    Elsewhere(Redirect),
}

/// The answer to the request. Uses a connection that was kept, if there is one.
#[crate::coroutine]
async fn fetch_one<W: AsyncWrite + Unpin>(
    client: &Client,
    parts: &mut Parts,
    mut writer: Option<&mut W>,
) -> Result<Answer, Error> {
    if parts.url.is_https {
        return Err(Error::NoTls(parts.url.to_string()));
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
) -> Result<Answer, Failed> {
    let wanted = Wanted {
        connection: if client.keep.most == 0 { Connection::Close } else { Connection::Keep },
        redirects: if client.max_redirects == 0 { Redirects::Keep } else { Redirects::Follow },
    };
    let (answer, connection) = exchange(client, &mut stream, parts, wanted, writer).await?;
    // What was read ahead would be the answer to nothing.
    if connection == Connection::Keep && stream.buffer().is_empty() {
        client.pool.put(&parts.url.host, parts.url.port, stream, client.keep);
    }
    Ok(answer)
}

/// The response to the request over a connection that is there already. Cancel safety: none.
#[crate::coroutine]
pub(super) async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    client: &Client,
    stream: S,
    mut parts: Parts,
) -> Result<Response, Error> {
    let mut stream = BufReader::with_capacity(AHEAD, stream);
    let wanted = Wanted { connection: Connection::Close, redirects: Redirects::Keep };
    match exchange(client, &mut stream, &mut parts, wanted, None::<&mut Vec<u8>>).await {
        Ok((Answer::Response(response), _)) => Ok(response),
        Ok((Answer::Elsewhere(_), _)) => unreachable!("redirects are kept"),
        Err(failed) => Err(failed.error),
    }
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

/// What is to become of the connection, if possible, and of a redirect.
#[derive(Clone, Copy)]
struct Wanted {
    connection: Connection,
    redirects: Redirects,
}

/// The answer, and what can become of the connection after it.
#[crate::coroutine]
async fn exchange<S: AsyncBufRead + AsyncWrite + Unpin, W: AsyncWrite + Unpin>(
    client: &Client,
    stream: &mut S,
    parts: &mut Parts,
    wanted: Wanted,
    writer: Option<&mut W>,
) -> Result<(Answer, Connection), Failed> {
    let origin = Origin::of(parts);
    let mut bytes = Vec::new();
    let mut stream = Sending::new(stream, parts, wanted.connection);
    let read = read_answer(&mut stream, &mut bytes, &origin, client, wanted, writer).await;
    let sent = stream.into_outcome();
    let (answer, connection) = match read {
        Ok(answer) => answer,
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
    let connection = if matches!(sent, Some(Ok(()))) { connection } else { Connection::Close };
    Ok((answer, connection))
}

/// The answer, and what can become of the connection after it, if the request is through. In the buffer are the bytes of the head, as far as they have
/// come. The body goes to the writer, if there is one.
#[crate::coroutine]
async fn read_answer<R: AsyncBufRead + Unpin, W: AsyncWrite + Unpin>(
    reader: &mut R,
    bytes: &mut Vec<u8>,
    origin: &Origin,
    client: &Client,
    wanted: Wanted,
    writer: Option<&mut W>,
) -> Result<(Answer, Connection), Error> {
    let head = read_head(reader, bytes, origin.method, client).await?;
    let may_keep = head.keeps && head.framing != Framing::UntilClose;
    let connection = if may_keep { wanted.connection } else { Connection::Close };
    if wanted.redirects == Redirects::Follow
        && let Some(redirect) = origin.redirected(&head)?
    {
        // Nobody wants the body, but it is in the way of the next.
        let is_skipped = connection == Connection::Keep && skip(reader, head.framing).await?;
        return Ok((Answer::Elsewhere(redirect), if is_skipped { connection } else { Connection::Close }));
    }
    let limit = client.max_body_bytes as u64;
    let mut body = Vec::new();
    match writer {
        Some(writer) => pass_on(reader, head.framing, limit, writer).await?,
        None => pass_on(reader, head.framing, limit, &mut body).await?,
    }
    Ok((Answer::Response(Response::new(head, body, origin.url.to_string())), connection))
}
