//! A client: it asks, and writes down what it is answered.

use super::super::runtime::{TcpStream, connect, sleep, timeout};
use super::protocol::{Connection, Reply};
use super::{Error, PATIENCE, Result};
use futures::channel::mpsc;
use futures::io::AsyncWriteExt;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

pub struct Client {
    connection: Connection<TcpStream>,
    log: mpsc::UnboundedSender<String>,
    name: &'static str,
}

impl Client {
    /// Connects, and tries again a few times if nobody listens yet.
    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn connect(name: &'static str, address: SocketAddr, log: mpsc::UnboundedSender<String>) -> Result<Client> {
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
    pub(super) async fn request(&mut self, line: impl AsRef<str>) -> Result<Reply> {
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

    pub(super) fn say(&self, what: impl fmt::Display) {
        let _ = self.log.unbounded_send(format!("{}: {what}", self.name));
    }

    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn get(&mut self, key: &str) -> Result<Option<String>> {
        match self.request(format!("GET {key}")).await? {
            Reply::Value(value) => Ok(Some(value)),
            Reply::Nothing => Ok(None),
            other => Err(Error::Protocol(format!("{other:?}"))),
        }
    }

    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn set_all<'k, I>(&mut self, pairs: I) -> Result<usize>
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
    pub(super) async fn until_gone(&mut self, key: &str) -> Result<()> {
        let quiet = std::mem::replace(&mut self.log, mpsc::unbounded().0);
        while self.get(key).await?.is_some() {
            sleep(Duration::from_millis(1)).await;
        }
        self.log = quiet;
        Ok(())
    }

    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn quit(mut self) -> Result<()> {
        self.request("QUIT").await?;
        match self.connection.read_reply().await {
            Err(Error::Closed) => Ok(()),
            Err(error) => Err(error),
            Ok(reply) => Err(Error::Protocol(format!("{reply:?} after the end"))),
        }
    }
}
