//! Compares generated programs, one after another, and says on standard output what came of each.
//!
//! It is a crate of its own so that it is compiled once, and optimised, while the programs come and go. For the same reason
//! every program is handed over as a [`Start`]: its future is boxed and its output is text, so that the scripts of the
//! harness are compiled for one type.
//!
//! The protocol, read by `generator::batch::run`: `native 3` and `ours 3` before program 3 runs in that version (a process
//! that dies says thereby who killed it), then `same 3 120` (with the number of scripts) or, after the lines of the difference,
//! each of which begins with `| `, `differs 3`.
//!
//! Where every run drops the same values, and some in another order after an early end, nothing but the source can tell whether
//! that is a difference that is known. So the runs that differ are told one by one, each kind once: its lines, `swaps 3 b a` for
//! every two values of which native drops `b` first and ours `a`, and `reordered 3 panicked`; and in the end `reorders 3`. Names stand
//! between tabs.

use harness::observe::Run;
use harness::{AutoTraits, Observations, observe};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::pin::Pin;
use std::task::{Context, Poll};

// The oracle uses all of it, a generated program a part.
#[allow(unused)]
#[path = "../../../oracle/harness/mod.rs"]
pub mod harness;

/// Makes one coroutine, never polled.
pub type Start = fn() -> Erased;

/// Any coroutine, with its output as text.
pub struct Erased(Pin<Box<dyn Future<Output = String> + Send>>);

/// Boxes a coroutine.
pub fn erase<F>(future: F) -> Erased
where
    F: Future<Output: Debug + 'static> + Send + 'static,
{
    textual(Box::pin(future))
}

/// Little is compiled for each program, the rest for each type of output.
fn textual<T: Debug + 'static>(future: Pin<Box<dyn Future<Output = T> + Send>>) -> Erased {
    Erased(Box::pin(Textual(future)))
}

impl Future for Erased {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        self.0.as_mut().poll(cx)
    }
}

/// Polls as often as it is polled itself, so that a poll too many reaches the coroutine.
struct Textual<T>(Pin<Box<dyn Future<Output = T> + Send>>);

impl<T: Debug> Future for Textual<T> {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        self.0.as_mut().poll(cx).map(|output| format!("{output:?}"))
    }
}

/// Compares the programs from the one whose number is the first argument of the process.
pub fn main(programs: &[(Start, Start)]) {
    let first = std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0);
    for (number, (native, ours)) in programs.iter().enumerate().skip(first) {
        println!("native {number}");
        let native = observe_erased(*native);
        println!("ours {number}");
        let ours = observe_erased(*ours);
        say(number, &native, &ours);
    }
}

fn observe_erased(start: Start) -> Observations {
    // `erase` wants `Send` of both versions, which is all that is asked about auto traits here.
    observe(AutoTraits { send: true, sync: true, unpin: true }, start)
}

/// How a run came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// With an output.
    Completed,
    /// It was dropped before, at a wait.
    Cancelled,
    /// An event panicked, or the body did by itself.
    Panicked,
    /// A destructor panicked in it.
    DestructorPanicked,
}

impl End {
    fn of(run: &Run) -> End {
        // What panics while the coroutine is dropped is no end of the body.
        let body: Vec<&String> = run.events.iter().take_while(|event| *event != "coroutine dropped").collect();
        let says = |start: &str| body.iter().any(|event| event.starts_with(start));
        match () {
            () if says("panicked: ") && run.script.contains("a panic in drop") => End::DestructorPanicked,
            () if says("panicked: ") => End::Panicked,
            () if says("output ") => End::Completed,
            () => End::Cancelled,
        }
    }

    /// As the protocol has it.
    fn text(self) -> &'static str {
        match self {
            End::Completed => "completed",
            End::Cancelled => "cancelled",
            End::Panicked => "panicked",
            End::DestructorPanicked => "destructor",
        }
    }
}

/// A run that differs in nothing but the order of drops after an early end.
struct Reordering<'a> {
    native: &'a Run,
    ours: &'a Run,
    end: End,
    /// What native drops first, and what ours does.
    swaps: BTreeSet<(&'a str, &'a str)>,
}

fn say(number: usize, native: &Observations, ours: &Observations) {
    let mut reorderings = Vec::new();
    for (native, ours) in native.runs.iter().zip(&ours.runs).filter(|(native, ours)| native != ours) {
        match reordering(native, ours) {
            Some(reordering) => reorderings.push(reordering),
            None => return differs(number, &harness::side_by_side(native, ours)),
        }
    }
    if reorderings.is_empty() {
        return match harness::difference(native, ours) {
            None => println!("same {number} {}", native.runs.len()),
            Some(difference) => differs(number, &difference),
        };
    }
    let mut told = BTreeSet::new();
    for Reordering { native, ours, end, swaps } in reorderings {
        if !told.insert((end, swaps.clone())) {
            continue;
        }
        say_lines(&harness::side_by_side(native, ours));
        swaps.iter().for_each(|(first, second)| println!("swaps {number}\t{first}\t{second}"));
        println!("reordered {number} {}", end.text());
    }
    println!("reorders {number}");
}

fn differs(number: usize, difference: &str) {
    say_lines(difference);
    println!("differs {number}");
}

fn say_lines(text: &str) {
    text.lines().for_each(|line| println!("| {line}"));
}

/// What is swapped, if both drop the same values and do nothing else differently, and the coroutine ends early. A coroutine that
/// comes to its end drops everything in its turn.
fn reordering<'a>(native: &'a Run, ours: &'a Run) -> Option<Reordering<'a>> {
    let end = End::of(native);
    let is_early = end != End::Completed && end == End::of(ours);
    let events = || native.events.iter().zip(&ours.events);
    // What is no drop is the same, and at the same place.
    let is_same = |(mine, theirs): (&String, &String)| mine == theirs || is_drop(mine) && is_drop(theirs);
    if !is_early || native.events.len() != ours.events.len() || !events().all(is_same) {
        return None;
    }
    let (mine, theirs): (Vec<&String>, Vec<&String>) = events().filter(|(event, _)| is_drop(event)).unzip();
    let turns = turns(&mine, &theirs)?;
    let mut swaps = BTreeSet::new();
    for (at, turn) in turns.iter().enumerate() {
        let later = turns[at + 1..].iter().zip(&mine[at + 1..]);
        swaps.extend(later.filter(|(other, _)| *other < turn).map(|(_, event)| (name(mine[at]), name(event))));
    }
    Some(Reordering { native, ours, end, swaps })
}

fn is_drop(event: &str) -> bool {
    event.contains(": dropped")
}

/// What is dropped.
fn name(event: &str) -> &str {
    event.split(": dropped").next().unwrap_or_default()
}

/// For each of native's drops its turn among ours, if they are the same ones.
fn turns(native: &[&String], ours: &[&String]) -> Option<Vec<usize>> {
    let mut left: Vec<Option<&String>> = ours.iter().copied().map(Some).collect();
    let turn = |event: &&String| {
        let turn = left.iter().position(|other| other.is_some_and(|other| other == *event))?;
        left[turn] = None;
        Some(turn)
    };
    let turns = native.iter().map(turn).collect::<Option<Vec<usize>>>()?;
    left.iter().all(Option::is_none).then_some(turns)
}
