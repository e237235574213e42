//! The executor: one thread, one first-in-first-out run queue, one reactor; or a [crew](self::crew) of threads, which begins like that.
//!
//! `block_on` turns this loop until its future is ready:
//!
//! 1. up to [`POLLS_PER_TURN`] times: take in what other threads have woken and spawned, take the first task from the run queue, and poll it;
//! 2. if the run queue is empty and another thread has ended the last sleep, [wait a moment](self::spin) for another wake;
//! 3. turn the reactor, which wakes the tasks whose sockets became ready and whose deadlines have passed. If the run queue is empty the
//!    thread sleeps there until something happens, otherwise the reactor only looks.
//!
//! The future given to `block_on` is an entry like any other, so no task can starve it and it can starve no task.
//!
//! Each poll is a turn with a [budget](crate::budget): leaf futures call `crate::budget::poll_proceed(cx)` before they do anything, and give way to
//! the other tasks when a turn has made progress 128 times.
//!
//! Who may touch what: the futures live at a [home](crate::task::Home), on the thread of the runtime, so that they need not be `Send`. Wakers,
//! handles and other threads see only its inbox.

mod builder;
mod core;
mod crew;
mod current;
mod handle;
mod ledger;
mod metrics;
mod runtime;
mod spin;

pub use builder::Builder;
pub use handle::{Handle, spawn, spawn_local};
pub(crate) use ledger::JobOfRuntime;
pub use metrics::{Metrics, WorkerMetrics};
pub use runtime::{Report, Runtime, block_on};

/// How many tasks are polled before the reactor is asked again.
const POLLS_PER_TURN: usize = 61;
