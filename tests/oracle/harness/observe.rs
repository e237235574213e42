//! The scripts that every case runs through.
//!
//! 1. to the end, and then polled again: it must panic;
//! 2. dropped after each number of polls, zero included;
//! 3. with a panic at every step, then polled again: it must panic; then dropped;
//! 4. with a panic in every drop of the runs of 1 and 2, one at a time.
//!
//! Every poll has a waker of its own, so the log also proves which waker a leaf was given.

use super::auto::AutoTraits;
use super::world::{self, Counts, Fault};
use std::cell::Cell;
use std::fmt::Debug;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::{Arc, Once};
use std::task::{Context, Poll, Wake, Waker};

/// A body that waits longer than this is taken to wait for ever.
const MOST_POLLS: usize = 200;

/// One script and what happened in it.
#[derive(Debug, PartialEq)]
pub struct Run {
    pub script: String,
    pub events: Vec<String>,
}

/// Everything that was seen of one version of a case.
#[derive(Debug, PartialEq)]
pub struct Observations {
    pub auto_traits: AutoTraits,
    pub runs: Vec<Run>,
}

/// Polls for a limited number of times (none: to the end, and once more), and then drops.
#[derive(Clone, Copy, Debug)]
struct Script {
    limit: Option<usize>,
    fault: Fault,
}

/// Runs all scripts on fresh coroutines.
pub fn observe<F>(auto_traits: AutoTraits, start: impl Fn() -> F) -> Observations
where
    F: Future,
    F::Output: Debug,
{
    let mut runs = Vec::new();
    let mut run = |script: Script| {
        let (events, counts, polls) = perform(&start, script);
        runs.push(Run { script: script.to_string(), events });
        (counts, polls)
    };
    let (to_end, polls) = run(Script { limit: None, fault: Fault::None });
    assert!(polls < MOST_POLLS, "the body does not end");
    for step in 0..to_end.steps {
        run(Script { limit: None, fault: Fault::Step(step) });
    }
    for drop in 0..to_end.drops {
        run(Script { limit: None, fault: Fault::Drop(drop) });
    }
    for limit in 0..=polls {
        let (counts, _) = run(Script { limit: Some(limit), fault: Fault::None });
        for drop in 0..counts.drops {
            run(Script { limit: Some(limit), fault: Fault::Drop(drop) });
        }
    }
    Observations { auto_traits, runs }
}

/// One run: its events, their counts, and the number of polls until it was ready or gave up.
fn perform<F>(start: &impl Fn() -> F, script: Script) -> (Vec<String>, Counts, usize)
where
    F: Future,
    F::Output: Debug,
{
    let _quiet = Quiet::new();
    world::reset();
    begin_turn();
    let mut future = Box::pin(start());
    world::arm(script.fault);
    let mut polls = 0;
    while polls < script.limit.unwrap_or(MOST_POLLS) {
        polls += 1;
        world::note(format_args!("poll {polls}"));
        if !poll_once(future.as_mut(), polls) {
            continue;
        }
        if script.limit.is_none() {
            poll_finished(future.as_mut());
        }
        break;
    }
    world::note("coroutine dropped");
    catch(|| drop(future));
    let (events, counts) = world::take();
    (events, counts, polls)
}

/// Who has had 128 waits of `select!` that were over at once gives way to others: what other runs had does not count.
fn begin_turn() {
    let mut waits = Box::pin(async {
        resumable::select! { () = std::future::pending() => {} }
    });
    assert!(waits.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

/// One poll: whether it was the last, because of an output or of a panic.
fn poll_once<F>(mut future: Pin<&mut F>, number: usize) -> bool
where
    F: Future,
    F::Output: Debug,
{
    let waker = Waker::from(Arc::new(Bell(number)));
    let mut cx = Context::from_waker(&waker);
    let polled = catch(|| match at_depth(number % 3, &mut || future.as_mut().poll(&mut cx)) {
        Poll::Pending => false,
        Poll::Ready(output) => {
            world::note(format_args!("output {output:?}"));
            true
        }
    });
    polled.unwrap_or(true)
}

/// Runs it so many kilobytes further up the stack than others, which are written over: what lay on the stack in another poll is not there.
#[inline(never)]
fn at_depth<T>(depth: usize, run: &mut dyn FnMut() -> T) -> T {
    let mut space = std::hint::black_box([0xAAu8; 1024]);
    let value = if depth == 0 { run() } else { at_depth(depth - 1, run) };
    space[depth] = 0;
    std::hint::black_box(&space);
    value
}

/// After the end, or after a panic, every poll panics. The wording is each version's own.
fn poll_finished<F: Future>(mut future: Pin<&mut F>) {
    for _ in 0..2 {
        let mut cx = Context::from_waker(Waker::noop());
        let polled = panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(&mut cx).is_ready()));
        world::note(format_args!("polled once more: {:?}", polled.ok()));
    }
}

/// Calls `run` and notes its panic, if any, with the message.
fn catch<T>(run: impl FnOnce() -> T) -> Option<T> {
    match panic::catch_unwind(AssertUnwindSafe(run)) {
        Ok(value) => Some(value),
        Err(payload) => {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
            world::note(format_args!("panicked: {}", text.unwrap_or("(no text)")));
            None
        }
    }
}

impl std::fmt::Display for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.limit {
            Some(limit) => write!(f, "dropped after {limit} polls")?,
            None => f.write_str("run to the end")?,
        }
        match self.fault {
            Fault::None => Ok(()),
            Fault::Step(number) => write!(f, ", a panic at step {number}"),
            Fault::Drop(number) => write!(f, ", a panic in drop {number}"),
        }
    }
}

/// Notes that the waker of one poll was woken.
struct Bell(usize);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        world::note(format_args!("woken by the waker of poll {}", self.0));
    }
}

thread_local! {
    /// True while a run is under way: its panics are caught and compared, so they are not printed.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Keeps expected panics out of the test output.
struct Quiet;

impl Quiet {
    fn new() -> Self {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let default = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                if !QUIET.get() {
                    default(info);
                }
            }));
        });
        QUIET.set(true);
        Quiet
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        QUIET.set(false);
    }
}
