//! A server: it accepts, does what it is told, and ends gracefully.

use super::super::runtime::{JoinHandle, TcpListener, spawn, timeout};
use super::protocol::{Command, Connection, Get, Reply, Set};
use super::store::Store;
use super::{Error, PATIENCE, Result};
use futures::channel::oneshot;
use futures::future::{Either, select};
use futures::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Accepts connections until it is told to end, and then waits for those that it has.
pub(super) struct Server {
    pub(super) listener: TcpListener,
    store: Store,
    limit: Arc<Semaphore>,
    sessions: Vec<JoinHandle<Result<usize>>>,
}

impl Server {
    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn bind(connections: usize) -> Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let limit = Arc::new(Semaphore::new(connections));
        Ok(Server { listener, store: Store::default(), limit, sessions: Vec::new() })
    }

    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn run(mut self, end: oneshot::Receiver<()>) -> Result<Vec<String>> {
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

impl Command {
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
