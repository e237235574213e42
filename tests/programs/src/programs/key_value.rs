//! A key-value server and its client: a protocol of lines over TCP, keys that expire, a limit of connections, a graceful end.

use super::runtime::{Elapsed, JoinHandle, TcpListener, TcpStream, block_on, connect, sleep, spawn, timeout};
use futures::channel::{mpsc, oneshot};
use futures::future::{Either, select};
use futures::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use futures::stream::StreamExt;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

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

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Get(Get),
    Set(Set),
    Increment { key: String, by: i64 },
    Delete(Vec<String>),
    Keys(Option<String>),
    Wait { key: String, millis: u64 },
    Quit,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Get {
    key: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    key: String,
    value: String,
    expires: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Done,
    Nothing,
    Value(String),
    Number(i64),
    List(Vec<String>),
    Refused(String),
}

impl Command {
    fn parse(line: &str) -> Result<Command> {
        let mut words = line.split_whitespace().map(str::to_owned);
        let bad = || Error::Protocol(line.to_owned());
        let command = match words.next().as_deref() {
            Some("GET") => Command::Get(Get { key: words.next().ok_or_else(bad)? }),
            Some("SET") => {
                let (key, value) = words.next().zip(words.next()).ok_or_else(bad)?;
                let expires = match words.next() {
                    Some(millis) => Some(Duration::from_millis(millis.parse().map_err(|_| bad())?)),
                    None => None,
                };
                Command::Set(Set { key, value, expires })
            }
            Some("INCR") => {
                let key = words.next().ok_or_else(bad)?;
                let by = words.next().map_or(Ok(1), |by| by.parse()).map_err(|_| bad())?;
                Command::Increment { key, by }
            }
            Some("DEL") => Command::Delete(words.by_ref().collect()),
            Some("KEYS") => Command::Keys(words.next()),
            Some("WAIT") => {
                let key = words.next().ok_or_else(bad)?;
                Command::Wait { key, millis: words.next().and_then(|w| w.parse().ok()).ok_or_else(bad)? }
            }
            Some("QUIT") => Command::Quit,
            _ => return Err(bad()),
        };
        if words.next().is_some() { Err(bad()) } else { Ok(command) }
    }

    /// Does what it says, and writes what came of it. Whether the connection goes on.
    #[cfg_attr(test, resumable::coroutine)]
    async fn apply<S>(self, store: &Store, connection: &mut Connection<S>) -> Result<bool>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        match self {
            Command::Get(get) => { get }.apply(store, connection).await?,
            Command::Set(set) => { set }.apply(store, connection).await?,
            Command::Increment { key, by } => match store.increment(key, by) {
                Ok(number) => connection.write_reply(Reply::Number(number)).await?,
                Err(reason) => connection.write_reply(Reply::Refused(reason)).await?,
            },
            Command::Delete(keys) => {
                let deleted = keys.into_iter().filter(|key| store.delete(key)).count();
                connection.write_reply(Reply::Number(deleted as i64)).await?;
            }
            Command::Keys(prefix) => {
                let keys = store.keys(prefix.as_deref().unwrap_or_default());
                connection.write_reply(Reply::List(keys)).await?;
            }
            Command::Wait { key, millis } => {
                let reply = match timeout(Duration::from_millis(millis), store.wait_for(&key)).await {
                    Ok(value) => Reply::Value(value),
                    Err(_) => Reply::Nothing,
                };
                connection.write_reply(reply).await?;
            }
            Command::Quit => {
                connection.write_reply(Reply::Done).await?;
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Get {
    #[cfg_attr(test, resumable::coroutine)]
    async fn apply<S: AsyncRead + AsyncWrite + Unpin>(self, store: &Store, to: &mut Connection<S>) -> Result<()> {
        let reply = if let Some(value) = store.get(&self.key) { Reply::Value(value) } else { Reply::Nothing };
        to.write_reply(reply).await?;
        Ok(())
    }
}

impl Set {
    #[cfg_attr(test, resumable::coroutine)]
    async fn apply<S: AsyncRead + AsyncWrite + Unpin>(self, store: &Store, to: &mut Connection<S>) -> Result<()> {
        store.set(self.key, self.value, self.expires);
        to.write_reply(Reply::Done).await
    }
}

impl Reply {
    fn parse(line: &str) -> Result<Reply> {
        let (kind, rest) = line.split_at_checked(1).ok_or_else(|| Error::Protocol(line.to_owned()))?;
        Ok(match kind {
            "+" => Reply::Done,
            "_" => Reply::Nothing,
            "$" => Reply::Value(rest.to_owned()),
            ":" => Reply::Number(rest.parse().map_err(|_| Error::Protocol(line.to_owned()))?),
            "*" => Reply::List(rest.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()),
            "-" => Reply::Refused(rest.to_owned()),
            _ => return Err(Error::Protocol(line.to_owned())),
        })
    }
}

/// One side of a conversation in lines.
struct Connection<S> {
    stream: BufReader<S>,
    line: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    fn new(stream: S) -> Self {
        Connection { stream: BufReader::new(stream), line: String::new() }
    }

    /// The next line, or `None` at the end.
    #[cfg_attr(test, resumable::coroutine)]
    async fn read_line(&mut self) -> Result<Option<&str>> {
        self.line.clear();
        if self.stream.read_line(&mut self.line).await? == 0 {
            return Ok(None);
        }
        Ok(Some(self.line.trim_end()))
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn read_command(&mut self) -> Result<Option<Command>> {
        loop {
            let Some(line) = self.read_line().await? else { return Ok(None) };
            if !line.is_empty() {
                return Command::parse(line).map(Some);
            }
        }
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn read_reply(&mut self) -> Result<Reply> {
        let line = self.read_line().await?.ok_or(Error::Closed)?;
        Reply::parse(line)
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn write_reply(&mut self, reply: Reply) -> Result<()> {
        match reply {
            Reply::Done => self.write(b"+").await?,
            Reply::Nothing => self.write(b"_").await?,
            Reply::Value(value) => {
                self.write(b"$").await?;
                self.write(value.as_bytes()).await?;
            }
            Reply::Number(number) => self.write(format!(":{number}").as_bytes()).await?,
            Reply::List(items) => {
                self.write(b"*").await?;
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        self.write(b" ").await?;
                    }
                    self.write(item.as_bytes()).await?;
                }
            }
            Reply::Refused(reason) => self.write(format!("-{reason}").as_bytes()).await?,
        }
        self.write(b"\n").await?;
        self.stream.get_mut().flush().await?;
        Ok(())
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.get_mut().write_all(bytes).await.map_err(Error::from)
    }
}

#[derive(Clone, Default)]
struct Store {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    entries: BTreeMap<String, Entry>,
    waiting: BTreeMap<String, Vec<oneshot::Sender<String>>>,
}

struct Entry {
    value: String,
    expires_at: Option<Instant>,
}

impl Store {
    fn get(&self, key: &str) -> Option<String> {
        let shared = self.shared.lock().unwrap();
        shared.entries.get(key).map(|entry| entry.value.clone())
    }

    fn set(&self, key: String, value: String, expires: Option<Duration>) {
        let mut shared = self.shared.lock().unwrap();
        for waiting in shared.waiting.remove(&key).unwrap_or_default() {
            let _ = waiting.send(value.clone());
        }
        let expires_at = expires.map(|after| Instant::now() + after);
        shared.entries.insert(key, Entry { value, expires_at });
    }

    fn increment(&self, key: String, by: i64) -> Result<i64, String> {
        let mut shared = self.shared.lock().unwrap();
        let entry = shared.entries.entry(key).or_insert_with(|| Entry { value: "0".to_owned(), expires_at: None });
        let number = entry.value.parse::<i64>().map_err(|error| error.to_string())?;
        let number = number.checked_add(by).ok_or("the number is too large")?;
        entry.value = number.to_string();
        Ok(number)
    }

    fn delete(&self, key: &str) -> bool {
        self.shared.lock().unwrap().entries.remove(key).is_some()
    }

    fn keys(&self, prefix: &str) -> Vec<String> {
        self.shared.lock().unwrap().entries.keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    /// The value of the key, as soon as there is one.
    #[cfg_attr(test, resumable::coroutine)]
    async fn wait_for(&self, key: &str) -> String {
        loop {
            let receiver = {
                let mut shared = self.shared.lock().unwrap();
                if let Some(entry) = shared.entries.get(key) {
                    return entry.value.clone();
                }
                let (sender, receiver) = oneshot::channel();
                shared.waiting.entry(key.to_owned()).or_default().push(sender);
                receiver
            };
            if let Ok(value) = receiver.await {
                return value;
            }
        }
    }

    /// Removes what has expired, again and again.
    #[cfg_attr(test, resumable::coroutine)]
    async fn expire(self, every: Duration) {
        loop {
            sleep(every).await;
            let now = Instant::now();
            let mut shared = self.shared.lock().unwrap();
            shared.entries.retain(|_, entry| entry.expires_at.is_none_or(|at| at > now));
        }
    }
}

/// Accepts connections until it is told to end, and then waits for those that it has.
struct Server {
    listener: TcpListener,
    store: Store,
    limit: Arc<Semaphore>,
    sessions: Vec<JoinHandle<Result<usize>>>,
}

impl Server {
    #[cfg_attr(test, resumable::coroutine)]
    async fn bind(connections: usize) -> Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let limit = Arc::new(Semaphore::new(connections));
        Ok(Server { listener, store: Store::default(), limit, sessions: Vec::new() })
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn run(mut self, end: oneshot::Receiver<()>) -> Result<Vec<String>> {
        let janitor = spawn(self.store.clone().expire(Duration::from_millis(2)));
        self.accept_until(end).await?;
        janitor.abort();
        let mut report = Vec::new();
        let Server { sessions, store, .. } = self;
        for (number, session) in sessions.into_iter().enumerate() {
            match session.await {
                Ok(Ok(commands)) => report.push(format!("session {number}: {commands} commands")),
                Ok(Err(error)) => report.push(format!("session {number}: {error}")),
                Err(_) => report.push(format!("session {number}: panicked")),
            }
        }
        report.push(format!("left: {}", store.keys("").join(" ")));
        Ok(report)
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn accept_one(&mut self) -> Result<()> {
        let permit = self.limit.clone().acquire_owned().await.expect("nobody closes the semaphore");
        let (stream, _) = self.listener.accept().await?;
        let store = self.store.clone();
        self.sessions.push(spawn(async move {
            let _permit = permit;
            Session { connection: Connection::new(stream), store, commands: 0 }.run().await
        }));
        Ok(())
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn accept_until(&mut self, mut end: oneshot::Receiver<()>) -> Result<()> {
        loop {
            let accepting = pin!(self.accept_one());
            match select(accepting, &mut end).await {
                Either::Left((accepted, _)) => accepted?,
                Either::Right(_) => return Ok(()),
            }
        }
    }
}

/// What the server does for one client.
struct Session<S> {
    connection: Connection<S>,
    store: Store,
    commands: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    /// Serves the client until it leaves. The number of its commands.
    #[cfg_attr(test, resumable::coroutine)]
    async fn run(mut self) -> Result<usize> {
        loop {
            let command = match timeout(PATIENCE, self.connection.read_command()).await? {
                Ok(Some(command)) => command,
                Ok(None) => break,
                Err(Error::Protocol(line)) => {
                    self.connection.write_reply(Reply::Refused(format!("unknown: {line}"))).await?;
                    continue;
                }
                Err(error) => return Err(error),
            };
            self.commands += 1;
            if !{ command }.apply(&self.store, &mut self.connection).await? {
                break;
            }
        }
        let Session { mut connection, commands, .. } = self;
        connection.stream.close().await?;
        Ok(commands)
    }
}

pub struct Client {
    connection: Connection<TcpStream>,
    log: mpsc::UnboundedSender<String>,
    name: &'static str,
}

impl Client {
    /// Connects, and tries again a few times if nobody listens yet.
    #[cfg_attr(test, resumable::coroutine)]
    async fn connect(name: &'static str, address: SocketAddr, log: mpsc::UnboundedSender<String>) -> Result<Client> {
        let mut pause = Duration::from_millis(1);
        let mut attempts = 0;
        let stream = loop {
            match connect(address).await {
                Ok(stream) => break stream,
                Err(error) if attempts == 5 => return Err(error.into()),
                Err(_) => {
                    attempts += 1;
                    sleep(pause).await;
                    pause *= 2;
                }
            }
        };
        Ok(Client { connection: Connection::new(stream), log, name })
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn request(&mut self, line: impl AsRef<str>) -> Result<Reply> {
        let line = line.as_ref();
        let stream = self.connection.stream.get_mut();
        stream.write_all(format!("{line}\n").as_bytes()).await?;
        stream.flush().await?;
        let reply = timeout(PATIENCE, self.connection.read_reply()).await??;
        self.say(format_args!("{line} => {reply:?}"));
        match reply {
            Reply::Refused(reason) => Err(Error::Refused(reason)),
            reply => Ok(reply),
        }
    }

    fn say(&self, what: impl fmt::Display) {
        let _ = self.log.unbounded_send(format!("{}: {what}", self.name));
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn get(&mut self, key: &str) -> Result<Option<String>> {
        match self.request(format!("GET {key}")).await? {
            Reply::Value(value) => Ok(Some(value)),
            Reply::Nothing => Ok(None),
            other => Err(Error::Protocol(format!("{other:?}"))),
        }
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn set_all<'k, I>(&mut self, pairs: I) -> Result<usize>
    where
        I: IntoIterator<Item = (&'k str, &'k str)>,
    {
        let mut count = 0;
        for (key, value) in pairs {
            self.request(format!("SET {key} {value}")).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Asks for the key until it is gone.
    #[cfg_attr(test, resumable::coroutine)]
    async fn until_gone(&mut self, key: &str) -> Result<()> {
        let quiet = std::mem::replace(&mut self.log, mpsc::unbounded().0);
        while self.get(key).await?.is_some() {
            sleep(Duration::from_millis(1)).await;
        }
        self.log = quiet;
        Ok(())
    }

    #[cfg_attr(test, resumable::coroutine)]
    async fn quit(mut self) -> Result<()> {
        self.request("QUIT").await?;
        match self.connection.read_reply().await {
            Err(Error::Closed) => Ok(()),
            Err(error) => Err(error),
            Ok(reply) => Err(Error::Protocol(format!("{reply:?} after the end"))),
        }
    }
}

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
