//! Tasks: futures that the runtime polls on its own, and the handles that wait for them.
//!
//! A task is born by [`spawn`](crate::spawn) or [`spawn_local`](crate::spawn_local) and lives through these steps:
//!
//! ```text
//!            spawn                          ┌──────────── wake ───────────┐
//!              │                            ▼                             │
//!  1.       queued ──── turn of the task ─▶ 2. polled ──── Pending ───▶ 3. idle
//!              │                            │
//!              │ abort, runtime dropped     │ Ready, panic
//!              ▼                            ▼
//!  4.   the future is dropped, on the thread of the runtime, exactly once
//!              │
//!              ▼
//!  5.   the JoinHandle resolves
//! ```
//!
//! * A task is polled if it was woken since its last poll, and only then. However often it is woken in between, it is polled once.
//! * A panic in the future, in its destructor or in the destructor of its output ends that task only. The first two become a
//!   [`JoinError`]; the last is swallowed, because nobody is left to be told. Who wants to hear of all of them, also of those of tasks whose handle
//!   nobody has, says so by [`Builder::on_task_panic`](crate::Builder::on_task_panic).
//! * A task is one allocation, which holds the future, then its result. It is freed when the task is complete and neither a handle nor a waker of
//!   it is left.
//! * Dropping a [`JoinHandle`] detaches the task, dropping an [`AbortOnDrop`] aborts it. Dropping the runtime cancels it.
//!
//! Values that go with a task, wherever it runs, are declared by [`task_local!`](crate::task_local).
//!
//! A [`JoinSet`] gives the results of many tasks as they end, and aborts those that are left; a [`JoinMap`] tells them apart by keys; a [`TaskTracker`]
//! waits for the end of tasks whose results nobody wants.
//!
//! ```
//! resumable::block_on(async {
//!     let answer = resumable::spawn(async { 6 * 7 });
//!     assert_eq!(answer.await.unwrap(), 42);
//! });
//! ```

mod abort_on_drop;
mod cell;
mod census;
mod current;
mod error;
mod header;
mod home;
mod job;
mod join;
mod lists;
mod local;
mod map;
mod memory;
#[cfg(all(test, loom))]
mod models;
mod panic;
mod ring;
mod set;
mod shared;
mod tracker;
mod unconstrained;
mod waker;
mod yield_now;

pub use abort_on_drop::AbortOnDrop;
pub(crate) use census::Census;
pub use current::{id, try_id};
pub use error::JoinError;
pub(crate) use home::{Away, Here, Home, Owner, Rouse, Turn};
pub(crate) use job::Job;
pub use join::{AbortHandle, Id, JoinHandle};
pub use local::{LocalKey, NoValue, Scope};
pub use map::JoinMap;
pub(crate) use panic::PanicHook;
pub use panic::TaskPanic;
pub(crate) use ring::{Batch, Common, Ring};
pub use set::JoinSet;
pub(crate) use shared::{Queued, Schedule, Shard};
pub use tracker::{TaskToken, TaskTracker, Tracked};
pub use unconstrained::{Unconstrained, unconstrained};
pub use yield_now::{YieldNow, consume_budget, yield_now};
