//! What is shown of it.

use crate::private::node::{self, Entry, Who};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::prelude::rust_2024::*;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// What waited at some moment, see [`capture`]. Printed, it has a line for each [`Branch`]; with `{:#}` also for how long it has waited.
#[derive(Clone, Debug)]
pub struct Tree {
    roots: Vec<Branch>,
}

/// A task or a coroutine, and what it waits for.
#[derive(Clone, Debug)]
pub struct Branch {
    kind: Kind,
    name: &'static str,
    place: Option<(&'static str, u32, u32)>,
    awaits: Option<&'static str>,
    waited: Option<Duration>,
    branches: Vec<Branch>,
}

/// What waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// What the attribute compiled.
    Coroutine,
    /// A task of this runtime.
    Task,
    /// What [`block_on`](crate::block_on) runs.
    BlockOn,
}

impl Tree {
    /// Those that nobody awaits, in the order of their first polls.
    pub fn roots(&self) -> &[Branch] {
        &self.roots
    }
}

impl Branch {
    /// Whether it is a coroutine, or something that runs some.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The path of the function that the attribute compiled, as `std::any::type_name` has it; empty for what is no coroutine.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The file, line and column, counted from one, of the `.await` at which the coroutine is suspended; where a task was spawned, and where
    /// `block_on` was called. `None` for a coroutine that is running.
    pub fn place(&self) -> Option<(&'static str, u32, u32)> {
        self.place
    }

    /// What a suspended coroutine awaits: the type of the future, or, of this crate, the function, as `std::any::type_name` has it.
    pub fn awaits(&self) -> Option<&'static str> {
        self.awaits
    }

    /// How long it has been suspended since it was polled; `None` for what is running.
    pub fn waited(&self) -> Option<Duration> {
        self.waited
    }

    /// What it polled last and has not ended, in the order of their first polls. Functions of this crate are not there, but what was given to
    /// them is.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }
}

/// What every task and every coroutine in the process waits for at this moment.
///
/// It polls nothing. What runs meanwhile on other threads may be seen before and after it goes on: each branch was so at some moment during the call,
/// not all of them at the same.
pub fn capture() -> Tree {
    let entries = node::all();
    let known: BTreeSet<u64> = entries.iter().map(|entry| entry.id).collect();
    let mut below: BTreeMap<u64, Vec<Arc<Entry>>> = BTreeMap::new();
    for entry in &entries {
        let parent = entry.parent.load(Ordering::Relaxed);
        below.entry(if known.contains(&parent) { parent } else { 0 }).or_default().push(entry.clone());
    }
    let now = Instant::now();
    let mut roots = branches(0, &mut below, now);
    // Those that polled each other in turn are below nobody.
    while let Some((&parent, _)) = below.first_key_value() {
        roots.append(&mut branches(parent, &mut below, now))
    }
    Tree { roots }
}

fn branches(parent: u64, below: &mut BTreeMap<u64, Vec<Arc<Entry>>>, now: Instant) -> Vec<Branch> {
    let entries = below.remove(&parent).unwrap_or_default();
    entries.into_iter().map(|entry| branch(&entry, below, now)).collect()
}

fn branch(entry: &Entry, below: &mut BTreeMap<u64, Vec<Arc<Entry>>>, now: Instant) -> Branch {
    let waiting = entry.waiting();
    let (kind, name, place) = match entry.who {
        Who::Coroutine(name) => {
            let point = waiting.and_then(|waiting| waiting.point);
            (Kind::Coroutine, function(name), point.map(|point| (point.file, point.line, point.column)))
        }
        #[cfg(feature = "runtime")]
        Who::Task(at) => (Kind::Task, "", Some((at.file(), at.line(), at.column()))),
        #[cfg(feature = "runtime")]
        Who::BlockOn(at) => (Kind::BlockOn, "", Some((at.file(), at.line(), at.column()))),
    };
    let inner = branches(entry.id, below, now);
    let awaits = match &inner[..] {
        [only] if only.is_of_this_crate() => Some(only.name),
        _ => waiting.map(|waiting| waiting.awaits).filter(|awaits| !awaits.is_empty()),
    };
    let waited = waiting.map(|waiting| now.saturating_duration_since(waiting.since));
    // How this crate does it is of no interest; what it was given to do stands below.
    let seen = |branch: Branch| if branch.is_of_this_crate() { branch.branches } else { vec![branch] };
    Branch { kind, name, place, awaits, waited, branches: inner.into_iter().flat_map(seen).collect() }
}

/// The function, of the name of the closure in it.
fn function(mut name: &'static str) -> &'static str {
    while let Some(outer) = name.strip_suffix("::{{closure}}") {
        name = outer
    }
    name
}

impl Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.roots.iter().try_for_each(|root| root.write(f, "", "", ""))
    }
}

impl Display for Branch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "", "", "")
    }
}

impl Branch {
    /// Whether it is a function like `Mutex::lock`.
    fn is_of_this_crate(&self) -> bool {
        let path = self.name.trim_start_matches('<');
        path.strip_prefix(env!("CARGO_CRATE_NAME")).is_some_and(|path| path.starts_with("::"))
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, outer: &str, own: &str, inner: &str) -> fmt::Result {
        write!(f, "{outer}{own}")?;
        match self.kind {
            Kind::Coroutine => f.write_str(self.name)?,
            Kind::Task => f.write_str("task, spawned")?,
            Kind::BlockOn => f.write_str("block_on, called")?,
        }
        match self.place {
            Some((file, line, column)) => write!(f, " at {file}:{line}:{column}")?,
            None => f.write_str(", running")?,
        }
        if let Some(awaits) = self.awaits.filter(|_| self.branches.is_empty()) {
            write!(f, ", awaits {awaits}")?
        }
        if let Some(waited) = self.waited.filter(|_| f.alternate()) {
            write!(f, ", for {waited:.1?}")?
        }
        writeln!(f)?;
        let outer = format!("{outer}{inner}");
        let Some((last, others)) = self.branches.split_last() else { return Ok(()) };
        others.iter().try_for_each(|branch| branch.write(f, &outer, "├─ ", "│  "))?;
        last.write(f, &outer, "└─ ", "   ")
    }
}
