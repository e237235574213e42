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
        let now = Instant::now();
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = idle.partition_point(|idle| now.duration_since(idle.since) >= keep.time);
        let mut dead: Vec<Idle> = idle.drain(..fresh).collect();
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
        let Some(home) = reactor::Handle::current() else { return };
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(Idle { host: host.to_owned(), port, stream, since: Instant::now(), home });
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
