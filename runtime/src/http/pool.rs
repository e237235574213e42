//! Connections that wait for their next request.

use crate::io::BufReader;
use crate::net::TcpStream;
use crate::prelude::*;
use crate::reactor;
use crate::time::{Duration, Instant};
use std::sync::{Mutex, PoisonError};

/// A connection with what was read ahead.
pub(super) type Stream = BufReader<TcpStream>;

/// Idle connections of a client and its clones, the longest idle first.
#[derive(Default)]
pub(super) struct Pool(Mutex<Vec<Idle>>);

struct Idle {
    host: String,
    port: u16,
    stream: Stream,
    /// By the clock of its home.
    since: Instant,
    /// The reactor that the connection belongs to: it cannot wait elsewhere.
    home: reactor::Handle,
}

/// How many connections are kept, and how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keep {
    pub(super) most: usize,
    pub(super) time: Duration,
}

impl Pool {
    /// Takes a connection that can be used, the most recent first, and drops those that have waited too long.
    pub(super) fn take(&self, host: &str, port: u16, keep: Keep) -> Option<Stream> {
        let here = reactor::Handle::current()?;
        let now = here.now();
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Another runtime may have another clock.
        let age = |idle: &Idle| if idle.home.is_same(&here) { now } else { idle.home.now() }.duration_since(idle.since);
        let mut dead: Vec<Idle> = idle.extract_if(.., |idle| age(idle) >= keep.time).collect();
        let mut found = None;
        while found.is_none() {
            let is_wanted = |idle: &Idle| idle.port == port && idle.host == host && idle.home.is_same(&here);
            let Some(position) = idle.iter().rposition(is_wanted) else { break };
            let candidate = idle.remove(position);
            match is_alive(&candidate.stream) {
                true => found = Some(candidate.stream),
                false => dead.push(candidate),
            }
        }
        drop(idle);
        drop(dead);
        found
    }

    /// Keeps a connection, and drops the longest idle if there are too many.
    pub(super) fn put(&self, host: &str, port: u16, stream: Stream, keep: Keep) {
        // That in which it was made, which need not be this one: the request may have been taken from one runtime to another.
        let home = stream.get_ref().home().clone();
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(Idle { host: host.to_owned(), port, stream, since: home.now(), home });
        let surplus = idle.len().saturating_sub(keep.most);
        let surplus: Vec<Idle> = idle.drain(..surplus).collect();
        drop(idle);
        drop(surplus);
    }

    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

/// Whether the server has neither closed the connection nor sent anything, which would be the answer to nothing.
///
/// It is the operating system that is asked: what the reactor knows may be old, if the runtime has been busy, or nobody has driven it.
fn is_alive(stream: &Stream) -> bool {
    stream.get_ref().is_quiet()
}
