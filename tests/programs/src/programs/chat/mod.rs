//! A chat room: an actor that owns the room, a session for each connection, and guests who act out a script.

mod room;
mod session;

use super::runtime::{JoinHandle, block_on, spawn};
use futures::AsyncReadExt;
use futures::channel::{mpsc, oneshot};
use futures::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use futures::stream::{FuturesUnordered, StreamExt};
use room::Room;
use session::Session;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::compat::TokioAsyncReadCompatExt;

#[derive(Debug)]
enum Error {
    Io(io::Error),
    Login(String),
    TooLate,
    RoomClosed,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io(error) => write!(f, "{error}"),
            Error::Login(reason) => write!(f, "no login: {reason}"),
            Error::TooLate => write!(f, "no login in time"),
            Error::RoomClosed => write!(f, "the room is closed"),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Io(error)
    }
}

impl<T> From<mpsc::TrySendError<T>> for Error {
    fn from(_: mpsc::TrySendError<T>) -> Self {
        Error::RoomClosed
    }
}

impl From<oneshot::Canceled> for Error {
    fn from(_: oneshot::Canceled) -> Self {
        Error::RoomClosed
    }
}

#[cfg_attr(test, resumable::coroutine)]
async fn read_line<R: AsyncRead + Unpin>(input: &mut BufReader<R>) -> io::Result<Option<String>> {
    let mut line = String::new();
    let count = input.read_line(&mut line).await?;
    Ok(if count == 0 { None } else { Some(line.trim_end().to_owned()) })
}

#[derive(Clone, Copy)]
enum Step {
    Do(&'static str),
    /// Reads until a line that ends so.
    Until(&'static str),
    /// Reads to the end.
    End,
    /// Tells another guest to begin.
    Invite(&'static str),
}

use Step::{Do, End, Invite, Until};

type Invitations = Arc<BTreeMap<&'static str, Notify>>;

/// Waits to be invited, then acts out the script. What was said and heard.
#[cfg_attr(test, resumable::coroutine)]
async fn guest<S>(name: &'static str, stream: S, script: Vec<Step>, invitations: Invitations) -> Vec<String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    invitations[name].notified().await;
    let (input, mut output) = { stream }.split();
    let mut input = BufReader::new(input);
    let mut heard = Vec::new();
    for step in script {
        match step {
            Do(line) => {
                heard.push(format!("{name} > {line}"));
                if let Err(error) = output.write_all(format!("{line}\n").as_bytes()).await {
                    heard.push(format!("{name}: {error}"));
                    break;
                }
            }
            Until(end) => loop {
                let Ok(Some(line)) = read_line(&mut input).await else { return heard };
                let found = line.ends_with(end);
                heard.push(format!("{name} < {line}"));
                if found {
                    break;
                }
            },
            End => {
                while let Ok(Some(line)) = read_line(&mut input).await {
                    heard.push(format!("{name} < {line}"));
                }
            }
            Invite(other) => invitations[other].notify_one(),
        }
    }
    heard
}

fn scripts() -> Vec<(&'static str, Duration, Vec<Step>)> {
    let long = Duration::from_secs(60);
    let ann = [
        &[Do("hello?"), Until("who are you?"), Do("/name ann"), Until("ann has joined"), Invite("bob")][..],
        &[Until("bob has joined"), Do("hi bob"), Until("bob is now rob"), Do("/who"), Until("ann, rob")],
        &[Do("/to rob psst"), Do("/to eve psst"), Until("no eve"), Do("one"), Do("two"), Do("three")],
        &[Until("let others speak"), Invite("eve"), Until("eve has left (connection lost)"), Do("/quit"), End],
    ];
    let bob = [
        &[Do("/name ann"), Until("taken"), Do("/name bob"), Until("hi bob"), Do("/name ann"), Until("taken")][..],
        &[Do("/name rob"), Until("is now rob"), Until("psst"), Until("eve has joined"), Until("ann has left")],
        &[Do("/quit"), End],
    ];
    let eve = [Do("/name eve"), Until("eve has joined"), Do("me too"), Until("eve: me too")];
    vec![
        ("ann", long, ann.concat()),
        ("bob", long, bob.concat()),
        ("eve", long, eve.to_vec()),
        ("mute", Duration::from_millis(5), vec![End]),
    ]
}

#[cfg_attr(test, resumable::coroutine)]
async fn evening() -> Result<Vec<String>, Error> {
    let (room, events) = mpsc::channel(4);
    let actor = spawn(Room::new().run(events));
    let scripts = scripts();
    let invitations: Invitations = Arc::new(scripts.iter().map(|(name, ..)| (*name, Notify::new())).collect());
    let mut sessions = FuturesUnordered::new();
    let mut guests: Vec<JoinHandle<Vec<String>>> = Vec::new();
    for (number, (name, patience, script)) in scripts.into_iter().enumerate() {
        let (theirs, ours) = tokio::io::duplex(64);
        let (input, output) = ours.compat().split();
        let session = spawn(Session { input: BufReader::new(input), output, room: room.clone(), patience }.run());
        sessions.push(async move { (number, session.await) });
        guests.push(spawn(guest(name, theirs.compat(), script, invitations.clone())));
    }
    drop(room);
    for first in ["ann", "mute"] {
        invitations[first].notify_one();
    }

    let mut ends = BTreeMap::new();
    while let Some((number, end)) = sessions.next().await {
        let end = match end {
            Ok(Ok(commands)) => format!("{commands} commands"),
            Ok(Err(error)) => error.to_string(),
            Err(_) => "panic".to_owned(),
        };
        ends.insert(number, end);
    }
    let mut said = Vec::new();
    for guest in guests {
        said.extend(guest.await.expect("a guest does not panic"));
    }
    said.extend(ends.into_iter().map(|(number, end)| format!("session {number}: {end}")));
    said.extend(actor.await.expect("the room does not panic"));
    Ok(said)
}

pub fn run() -> Vec<String> {
    block_on(evening()).unwrap_or_else(|error| vec![error.to_string()])
}
