//! What server and client say to each other, in lines.

use super::{Error, Result};
use futures::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use std::time::Duration;

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
    pub(super) key: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) expires: Option<Duration>,
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
pub(super) struct Connection<S> {
    pub(super) stream: BufReader<S>,
    line: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    pub(super) fn new(stream: S) -> Self {
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
    pub(super) async fn read_command(&mut self) -> Result<Option<Command>> {
        loop {
            let Some(line) = self.read_line().await? else { return Ok(None) };
            if !line.is_empty() {
                return Command::parse(line).map(Some);
            }
        }
    }

    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn read_reply(&mut self) -> Result<Reply> {
        let line = self.read_line().await?.ok_or(Error::Closed)?;
        Reply::parse(line)
    }

    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn write_reply(&mut self, reply: Reply) -> Result<()> {
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
