//! A key-value server and its client: a protocol of lines over TCP, keys that expire, a limit of connections, a graceful end.

mod client;
mod protocol;
mod server;
mod store;

use super::runtime::{Elapsed, block_on, spawn};
use client::Client;
use futures::channel::{mpsc, oneshot};
use futures::stream::StreamExt;
use protocol::Reply;
use server::Server;
use std::fmt;
use std::io;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub enum Error {
    Io(io::Error),
    Protocol(String),
    Refused(String),
    Timeout,
    Closed,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io(error) => write!(f, "input or output: {:?}", error.kind()),
            Error::Protocol(line) => write!(f, "cannot understand {line:?}"),
            Error::Refused(reason) => write!(f, "the server refuses: {reason}"),
            Error::Timeout => f.write_str("no answer in time"),
            Error::Closed => f.write_str("the connection is closed"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof { Error::Closed } else { Error::Io(error) }
    }
}

impl From<Elapsed> for Error {
    fn from(_: Elapsed) -> Self {
        Error::Timeout
    }
}

type Result<T, E = Error> = std::result::Result<T, E>;

/// Whoever writes: strings, numbers, what cannot be understood, and a key that expires.
#[cfg_attr(test, resumable::coroutine)]
async fn writer(mut client: Client) -> Result<()> {
    let count = client.set_all([("apple", "red"), ("pear", "green"), ("plum", "blue")]).await?;
    client.say(format_args!("{count} are set"));
    for by in [5, -2] {
        if let Reply::Number(number) = client.request(format!("INCR stock {by}")).await? {
            client.say(format_args!("the stock is {}", number));
        }
    }
    for wrong in ["INCR apple", "STEAL apple", "SET apple red soon"] {
        match client.request(wrong).await {
            Err(error @ Error::Refused(_)) => client.say(error),
            other => drop(other?),
        }
    }
    client.request("SET note gone 3").await?;
    client.until_gone("note").await?;
    client.say("the note has expired");
    { client }.quit().await
}

/// Whoever waits: for a key that somebody else sets, and for one that nobody does.
#[cfg_attr(test, resumable::coroutine)]
async fn waiter(mut client: Client) -> Result<Vec<String>> {
    client.request("WAIT never 1").await?;
    let Reply::Value(signal) = client.request("WAIT signal 20000").await? else { return Ok(Vec::new()) };
    client.say(format!("woken by {signal}"));
    let keys = match client.request("KEYS p").await? {
        Reply::List(keys) => keys,
        _ => Vec::new(),
    };
    client.request(format!("DEL {} nothing", keys.join(" "))).await?;
    { client }.quit().await?;
    Ok(keys)
}

#[cfg_attr(test, resumable::coroutine)]
async fn converse() -> Result<Vec<String>> {
    let server = Server::bind(3).await?;
    let address = server.listener.local_addr()?;
    let (end, ended) = oneshot::channel();
    let server = spawn({ server }.run(ended));

    let (log, lines) = mpsc::unbounded();
    let waiting = spawn(waiter(Client::connect("waiter", address, log.clone()).await?));
    writer(Client::connect("writer", address, log.clone()).await?).await?;
    let mut signaller = Client::connect("signaller", address, log).await?;
    signaller.request("SET signal now").await?;
    drop(signaller);
    let deleted = waiting.await.expect("the waiter does not panic")?;

    { end }.send(()).expect("the server is there");
    let report = server.await.expect("the server does not panic")?;
    let mut lines: Vec<String> = lines.collect().await;
    // What different clients say comes in any order.
    lines.sort_by_key(|line| line.split(':').next().map(str::to_owned));
    lines.push(format!("deleted: {}", deleted.join(" ")));
    lines.extend(report);
    Ok(lines)
}

pub fn run() -> Vec<String> {
    block_on(converse()).unwrap_or_else(|error| vec![error.to_string()])
}
