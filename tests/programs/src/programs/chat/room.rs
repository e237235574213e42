//! The room: an actor.

use futures::SinkExt;
use futures::channel::{mpsc, oneshot};
use futures::stream::StreamExt;
use std::collections::{BTreeMap, VecDeque};

const HISTORY: usize = 3;
const FLOOD: usize = 3;

/// What sessions tell the room.
pub(super) enum Event {
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
pub(super) struct Room {
    members: BTreeMap<u32, Member>,
    history: VecDeque<String>,
    next: u32,
    log: Vec<String>,
}

impl Room {
    pub(super) fn new() -> Self {
        Room { members: BTreeMap::new(), history: VecDeque::new(), next: 1, log: Vec::new() }
    }

    /// Lives until all sessions are gone. What was logged.
    #[cfg_attr(test, resumable::coroutine)]
    pub(super) async fn run(mut self, mut events: mpsc::Receiver<Event>) -> Vec<String> {
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
