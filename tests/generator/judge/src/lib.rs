//! Compares generated programs, one after another, and says on standard output what came of each.
//!
//! It is a crate of its own so that it is compiled once, and optimised, while the programs come and go. For the same reason
//! every program is handed over as a [`Start`]: its future is boxed and its output is text, so that the scripts of the
//! harness are compiled for one type.
//!
//! The protocol, read by `generator::batch::run`: `native 3` and `ours 3` before program 3 runs in that version (a process
//! that dies says thereby who killed it), then `same 3 120` (with the number of scripts), or `differs 3`, `leaks 3` or
//! `reorders 3` after the lines of the difference, each of which begins with `| `.

use harness::observe::Run;
use harness::{AutoTraits, Observations, observe};
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

/// What of a run is as the README admits, from the least to the worst.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Same,
    Reorders,
    Leaks,
    Differs,
}

fn say(number: usize, native: &Observations, ours: &Observations) {
    let likeness = |native: &Run, ours: &Run| match () {
        () if native == ours => Likeness::Same,
        () if is_reordered(native, ours) => Likeness::Reorders,
        () if is_leak(native, ours) => Likeness::Leaks,
        () => Likeness::Differs,
    };
    let pairs = native.runs.iter().zip(&ours.runs);
    // The worst, and of these the first.
    let (worst, pair) = pairs
        .map(|(native, ours)| (likeness(native, ours), (native, ours)))
        .reduce(|worst, other| if other.0 > worst.0 { other } else { worst })
        .expect("one script runs to the end");
    let (worst, difference) = match worst {
        Likeness::Same => match harness::difference(native, ours) {
            None => {
                println!("same {number} {}", native.runs.len());
                return;
            }
            Some(difference) => ("differs", difference),
        },
        Likeness::Reorders => ("reorders", harness::side_by_side(pair.0, pair.1)),
        Likeness::Leaks => ("leaks", harness::side_by_side(pair.0, pair.1)),
        Likeness::Differs => ("differs", harness::side_by_side(pair.0, pair.1)),
    };
    for line in difference.lines() {
        println!("| {line}");
    }
    println!("{worst} {number}");
}

/// Whether ours is native without some drops after a panic in a destructor, and says what was never dropped; in any order,
/// since a panic ends a coroutine early.
fn is_leak(native: &Run, ours: &Run) -> bool {
    let is_end = |event: &&String| event.starts_with("never dropped: ");
    let mut left: Vec<&String> = native.events.iter().filter(|event| !is_end(event)).collect();
    let is_of_native =
        |event: &String| left.iter().position(|other| *other == event).map(|at| left.remove(at)).is_some();
    native.script.contains("a panic in drop")
        && ours.events.iter().any(|event| is_end(&event))
        && ours.events.iter().filter(|event| !is_end(event)).all(is_of_native)
}

/// Whether both drop the same values, in another order, where a coroutine ends early: what is wrong with such a run is
/// nothing but the order in which operands and temporaries of one statement go.
fn is_reordered(native: &Run, ours: &Run) -> bool {
    let is_drop = |event: &String| event.contains(": dropped");
    let sorted = |run: &Run| {
        let mut drops: Vec<String> = run.events.iter().filter(|event| is_drop(event)).cloned().collect();
        drops.sort();
        drops
    };
    let others = |run: &Run| run.events.iter().filter(|event| !is_drop(event)).cloned().collect::<Vec<_>>();
    let panics = |run: &Run| run.events.iter().any(|event| event.starts_with("panicked: "));
    let ends_early = panics(native) || native.script.contains("dropped after");
    ends_early && sorted(native) == sorted(ours) && others(native) == others(ours)
}
