//! A chat room: an actor that owns the room, a session for each connection, and guests who act out a script.

use super::runtime::{JoinHandle, block_on, spawn, timeout};
use futures::channel::{mpsc, oneshot};
use futures::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use futures::stream::{FuturesUnordered, StreamExt};
use futures::{AsyncReadExt, SinkExt};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::compat::TokioAsyncReadCompatExt;

const HISTORY: usize = 3;
const FLOOD: usize = 3;

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

/// What sessions tell the room.
enum Event {
    Join { name: String, lines: mpsc::UnboundedSender<String>, accepted: oneshot::Sender<Result<u32, String>> },
    Say { from: u32, text: String },
    Whisper { from: u32, to: String, text: String, delivered: oneshot::Sender<bool> },
    Rename(u32, String),
    Who { asked: oneshot::Sender<Vec<String>> },
    Leave { id: u32, why: Option<String> },
}

struct Member {
    name: String,
    lines: mpsc::UnboundedSender<String>,
    in_a_row: usize,
}

/// The actor: nobody else touches the members.
struct Room {
    members: BTreeMap<u32, Member>,
    history: VecDeque<String>,
    next: u32,
    log: Vec<String>,
}

impl Room {
    fn new() -> Self {
        Room { members: BTreeMap::new(), history: VecDeque::new(), next: 1, log: Vec::new() }
    }

    /// Lives until all sessions are gone. What was logged.
    #[cfg_attr(test, resumable::coroutine)]
    async fn run(mut self, mut events: mpsc::Receiver<Event>) -> Vec<String> {
        while let Some(event) = events.next().await {
            self.handle(event).await;
        }
        self.log.push(format!("{} members are left", self.members.len()));
        self.log
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn handle(&mut self, event: Event) {
        match event {
            Event::Join { name, lines, accepted } => {
                if self.members.values().any(|member| member.name == name) {
                    let _ = { accepted }.send(Err(format!("{name} is taken")));
                    return;
                }
                let id = self.next;
                if { accepted }.send(Ok(id)).is_err() {
                    return;
                }
                self.next += 1;
                for line in &self.history {
                    let _ = lines.unbounded_send(format!("(before) {line}"));
                }
                self.members.insert(id, Member { name: name.clone(), lines, in_a_row: 0 });
                self.tell_all(&format!("* {name} has joined")).await;
            }
            Event::Say { from, text } => {
                let Some(member) = self.members.get_mut(&from) else { return };
                member.in_a_row += 1;
                if member.in_a_row > FLOOD {
                    let _ = member.lines.unbounded_send("! let others speak".to_owned());
                    return;
                }
                let line = format!("{}: {text}", member.name);
                for (_, other) in self.members.iter_mut().filter(|(id, _)| **id != from) {
                    other.in_a_row = 0;
                }
                self.remember(&line);
                self.tell_all(&line).await;
            }
            Event::Whisper { from, to, text, delivered } => {
                let sender = self.members.get(&from).map_or("nobody", |member| member.name.as_str());
                let receiver = self.members.values().find(|member| member.name == to);
                let sent = receiver.map(|member| member.lines.unbounded_send(format!("{sender} whispers: {text}")));
                let _ = delivered.send(matches!(sent, Some(Ok(()))));
            }
            Event::Rename(id, name) => {
                let taken = self.members.values().any(|member| member.name == name);
                let Some(member) = self.members.get_mut(&id) else { return };
                if taken {
                    let _ = member.lines.unbounded_send(format!("! {name} is taken"));
                } else {
                    let old = std::mem::replace(&mut member.name, name);
                    let line = format!("* {old} is now {}", member.name);
                    self.tell_all(&line).await;
                }
            }
            Event::Who { asked } => {
                let names = self.members.values().map(|member| member.name.clone()).collect();
                let _ = asked.send(names);
            }
            Event::Leave { id, why } => {
                if let Some(Member { name, lines, .. }) = self.members.remove(&id) {
                    drop(lines);
                    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
                    self.tell_all(&format!("* {name} has left{why}")).await;
                }
            }
        }
    }

    /// Sends the line to everybody, and removes whoever is gone.
    #[cfg_attr(test, resumable::coroutine)]
    async fn tell_all(&mut self, line: &str) {
        self.log.push(line.to_owned());
        let mut gone = Vec::new();
        for (id, member) in &mut self.members {
            if member.lines.send(line.to_owned()).await.is_err() {
                gone.push(*id);
            }
        }
        for id in gone {
            if let Some(member) = self.members.remove(&id) {
                self.log.push(format!("* {} is gone", member.name));
            }
        }
    }

    fn remember(&mut self, line: &str) {
        if self.history.len() == HISTORY {
            self.history.pop_front();
        }
        self.history.push_back(line.to_owned());
    }
}

/// One connection, from the side of the server.
struct Session<R, W> {
    input: BufReader<R>,
    output: W,
    room: mpsc::Sender<Event>,
    patience: Duration,
}

/// Where a session is.
enum State {
    Stranger,
    Member { id: u32, lines: mpsc::UnboundedReceiver<String> },
    Gone(Option<String>),
}

enum Next {
    FromRoom(Option<String>),
    FromClient(io::Result<Option<String>>),
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Session<R, W> {
    #[cfg_attr(test, resumable::coroutine)]
    async fn run(mut self) -> Result<usize, Error> {
        let mut state = State::Stranger;
        let mut commands = 0;
        loop {
            state = match state {
                State::Stranger => match timeout(self.patience, self.login()).await {
                    Ok(Ok((id, lines))) => State::Member { id, lines },
                    Ok(Err(error)) => {
                        self.write(&format!("! {error}")).await?;
                        return Err(error);
                    }
                    Err(_) => {
                        self.write("! too late").await?;
                        return Err(Error::TooLate);
                    }
                },
                State::Member { id, mut lines } => {
                    let why = self.converse(id, &mut lines, &mut commands).await;
                    let why = match why {
                        Ok(why) => why,
                        Err(error) => Some(error.to_string()),
                    };
                    let leave = Event::Leave { id, why: why.clone() };
                    self.room.send(leave).await.map_err(|_| Error::RoomClosed)?;
                    State::Gone(why)
                }
                State::Gone(why) => {
                    let farewell = why.as_deref().unwrap_or("bye");
                    self.write(&format!("! {farewell}")).await?;
                    self.output.close().await?;
                    return Ok(commands);
                }
            };
        }
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn login(&mut self) -> Result<(u32, mpsc::UnboundedReceiver<String>), Error> {
        loop {
            let Some(line) = read_line(&mut self.input).await? else {
                return Err(Error::Login("nothing was said".to_owned()));
            };
            let name = match line.strip_prefix("/name ").map(str::trim) {
                Some("") | None => {
                    self.write("! who are you?").await?;
                    continue;
                }
                Some(name) => name.to_owned(),
            };
            let (lines, receiver) = mpsc::unbounded();
            let (accepted, answer) = oneshot::channel();
            self.room.send(Event::Join { name, lines, accepted }).await.map_err(|_| Error::RoomClosed)?;
            match answer.await? {
                Ok(id) => return Ok((id, receiver)),
                Err(reason) => self.write(&format!("! {reason}")).await?,
            }
        }
    }

    /// Carries lines to and fro until somebody ends it. Why it ended, if not by the client's own will.
    #[cfg_attr(test, resumable::coroutine)]
    async fn converse(
        &mut self,
        id: u32,
        lines: &mut mpsc::UnboundedReceiver<String>,
        commands: &mut usize,
    ) -> Result<Option<String>, Error> {
        let mut pending = String::new();
        loop {
            let next = tokio::select! {
                biased;
                line = lines.next() => Next::FromRoom(line),
                read = self.input.read_line(&mut pending) => Next::FromClient(read.map(|n| (n > 0).then(|| std::mem::take(&mut pending)))),
            };
            let line = match next {
                Next::FromRoom(Some(line)) => {
                    self.write(&line).await?;
                    continue;
                }
                Next::FromRoom(None) => return Ok(Some("the room is closed".to_owned())),
                Next::FromClient(Ok(None)) => return Ok(Some("connection lost".to_owned())),
                Next::FromClient(Ok(Some(line))) => line,
                Next::FromClient(Err(error)) => return Err(error.into()),
            };
            *commands += 1;
            let event = match line.trim_end().split_once(' ') {
                _ if line.trim_end() == "/quit" => return Ok(None),
                _ if line.trim_end() == "/who" => {
                    let (asked, answer) = oneshot::channel();
                    self.room.send(Event::Who { asked }).await.map_err(|_| Error::RoomClosed)?;
                    let names = answer.await?;
                    self.write(&format!("! {}", names.join(", "))).await?;
                    continue;
                }
                Some(("/name", name)) => Event::Rename(id, name.to_owned()),
                Some(("/to", rest)) => {
                    let (to, text) = rest.split_once(' ').unwrap_or((rest, ""));
                    let (delivered, was_delivered) = oneshot::channel();
                    let event = Event::Whisper { from: id, to: to.to_owned(), text: text.to_owned(), delivered };
                    self.room.send(event).await.map_err(|_| Error::RoomClosed)?;
                    if !was_delivered.await? {
                        self.write(&format!("! there is no {to}")).await?;
                    }
                    continue;
                }
                _ => Event::Say { from: id, text: line.trim_end().to_owned() },
            };
            self.room.send(event).await.map_err(|_| Error::RoomClosed)?;
        }
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn write(&mut self, line: &str) -> Result<(), Error> {
        self.output.write_all(line.as_bytes()).await?;
        self.output.write_all(b"\n").await?;
        self.output.flush().await?;
        Ok(())
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
