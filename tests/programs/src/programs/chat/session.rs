//! A session for each connection.

use super::super::runtime::timeout;
use super::room::Event;
use super::{Error, read_line};
use futures::SinkExt;
use futures::channel::{mpsc, oneshot};
use futures::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use futures::stream::StreamExt;
use std::io;
use std::time::Duration;

/// One connection, from the side of the server.
pub(super) struct Session<R, W> {
    pub(super) input: BufReader<R>,
    pub(super) output: W,
    pub(super) room: mpsc::Sender<Event>,
    pub(super) patience: Duration,
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
    pub(super) async fn run(mut self) -> Result<usize, Error> {
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
