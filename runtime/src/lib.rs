//! Async functions as readable, small, self-referential state machines, and a runtime for them.
//!
//! # A coroutine
//!
//! [`#[resumable::coroutine]`](macro@coroutine) on an ordinary `async fn` rewrites its body, at compile time, into a state machine that implements
//! [`Future`]. Nothing else changes: take it away, and the compiler's own async does the same.
//!
//! ```
//! #[resumable::coroutine]
//! async fn double(number: u32) -> u32 {
//!     resumable::yield_now().await;
//!     number * 2
//! }
//!
//! assert_eq!(resumable::block_on(double(21)), 42);
//! ```
//!
//! # A task
//!
//! A coroutine does nothing until it is awaited or spawned. A spawned one runs beside the code that spawned it.
//!
//! ```
//! use resumable::time::{Duration, sleep};
//!
//! #[resumable::coroutine]
//! async fn answer_late(answer: u32) -> u32 {
//!     sleep(Duration::from_millis(5)).await;
//!     answer
//! }
//!
//! resumable::block_on(async {
//!     let first = resumable::spawn(answer_late(1));
//!     let second = resumable::spawn(answer_late(2));
//!     // Both sleep at the same time.
//!     assert_eq!(first.await.unwrap() + second.await.unwrap(), 3);
//! });
//! ```
//!
//! # A server
//!
//! ```no_run
//! use resumable::io::{self, WriteExt};
//! use resumable::net::{TcpListener, TcpStream};
//!
//! #[resumable::coroutine]
//! async fn echo(mut stream: TcpStream) -> io::Result<()> {
//!     let (mut reader, mut writer) = stream.split();
//!     io::copy(&mut reader, &mut writer).await?;
//!     writer.close().await
//! }
//!
//! #[resumable::coroutine]
//! async fn serve() -> io::Result<()> {
//!     let listener = TcpListener::bind("127.0.0.1:7777").await?;
//!     loop {
//!         let (stream, _) = listener.accept().await?;
//!         resumable::spawn(echo(stream));
//!     }
//! }
//!
//! fn main() -> io::Result<()> {
//!     resumable::block_on(serve())
//! }
//! ```
//!
//! # What is where
//!
//! | | |
//! | --- | --- |
//! | [`coroutine`](macro@coroutine) | the attribute |
//! | [`main`](macro@main), [`test`](macro@test) | an `async fn main`, and tests that are async functions |
//! | [`block_on`], [`Runtime`], [`Builder`], [`Handle`] | running futures: on this thread, or on several |
//! | [`Metrics`] | what a runtime does, in numbers |
//! | [`spawn`], [`spawn_local`], [`spawn_blocking`], [`set_max_blocking_threads`], [`task`], [`task_local!`] | tasks, their handles, and values that go with them |
//! | [`select!`](macro@select), [`join!`](macro@join), [`try_join!`](macro@try_join) | waiting for several futures of different types |
//! | [`time`] | sleeping, time limits, intervals |
//! | [`net`], [`io`] | TCP, UDP, Unix sockets; reading and writing |
//! | [`fs`] | files |
//! | `process` | child processes, on Unix |
//! | [`future`], [`stream`] | waiting for several futures; values that come one after the other |
//! | [`sync`] | channels, locks, and other ways to wait for each other |
//! | [`http`] | a client, and a server that takes its time; a feature, on by default |
//! | [`interop`] | tokio's and hyper's traits, behind features; TLS |
//! | `await_tree` | where every coroutine waits, behind the feature `await-tree` |
//! | `signal` | Ctrl-C and other signals, behind the feature of that name |
//! | [`Future`], [`IntoFuture`], [`Poll`], [`Context`], [`Waker`], [`Pin`], [`pin!`](macro@pin) | those of `core` |
//!
//! Without the feature `runtime`, on by default, there are the first line, the last, the macros and [`future`]; the crate is then `no_std` and does not allocate.
//!
//! # What is promised
//!
//! In short; [`guarantees`] has all of it, with the tests.
//!
//! * Futures are those of `core`: coroutines run on any executor, and this one runs any future.
//! * A wake that comes after a task was last polled leads to a poll, from whatever thread it comes; what was written before the wake is visible to
//!   that poll. A task that was not woken is not polled. Wakes of tasks that have ended, or whose runtime has, do nothing.
//! * On one thread tasks take turns first in, first out, and none has more than 128 waits that are over at once in a turn. Sockets and timers are looked after at least every 61 turns.
//! * A panic in a task, in its destructor or in that of its output ends that task and nothing else.
//! * A future is dropped once, on the thread of its runtime, or on one of them, before its [`JoinHandle`] resolves.
//! * Timers are never early.
//! * What is dropped is deregistered. Each function that waits says under "Cancel safety" what is lost when its future is dropped.
//! * One `block_on` per thread: a nested call panics and says what to do instead, because it would stop the tasks around it.
#![no_std]
#![warn(clippy::missing_errors_doc)]

// In test builds of the crate itself, and where coroutines are written inside it, `::resumable` names this crate.
#[cfg(feature = "alloc")]
extern crate alloc;
extern crate self as resumable;
#[cfg(feature = "std")]
#[macro_use]
extern crate std;

#[doc(hidden)]
pub mod private;

#[cfg(feature = "await-tree")]
pub mod await_tree;
#[cfg(all(feature = "runtime", not(feature = "await-tree")))]
#[path = "await_tree/off.rs"]
mod await_tree;
#[cfg(feature = "runtime")]
mod blocking;
#[cfg(feature = "runtime")]
mod budget;
#[cfg(feature = "runtime")]
mod chaos;
#[cfg(feature = "runtime")]
mod count;
#[cfg(feature = "runtime")]
mod executor;
#[cfg(feature = "runtime")]
pub mod fs;
pub mod future;
#[cfg(all(feature = "runtime", doc))]
pub mod guarantees;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "runtime")]
pub mod interop;
#[cfg(feature = "runtime")]
pub mod io;
#[cfg(feature = "runtime")]
pub mod net;
#[cfg(feature = "runtime")]
mod prelude;
#[cfg(all(unix, feature = "runtime"))]
pub mod process;
#[cfg(feature = "runtime")]
mod reactor;
#[cfg(all(unix, feature = "signal"))]
pub mod signal;
#[cfg(feature = "runtime")]
pub mod stream;
#[cfg(feature = "runtime")]
pub mod sync;
#[cfg(feature = "runtime")]
mod sync_shim;
#[cfg(feature = "runtime")]
pub mod task;
#[cfg(feature = "runtime")]
pub mod time;
#[cfg(feature = "runtime")]
mod wake;

#[cfg(feature = "runtime")]
pub use blocking::{set_max_blocking_threads, spawn_blocking};
pub use core::future::{Future, IntoFuture};
pub use core::pin::{Pin, pin};
pub use core::task::{Context, Poll, Waker};
#[cfg(feature = "runtime")]
pub use executor::{Builder, Handle, Metrics, Report, Runtime, WorkerMetrics, block_on, spawn, spawn_local};
pub use resumable_macros::coroutine;
/// Waits for all of several futures at the same time, and gives a tuple of their outputs.
///
/// They are polled in the order in which they are written; each is dropped when it is ready. It needs no runtime.
///
/// ```
/// # resumable::block_on(async {
/// let (a, b, c) = resumable::join!(async { 1 }, async { "two" }, async { 3.0 });
/// assert_eq!((a, b, c), (1, "two", 3.0));
/// # });
/// ```
///
/// # Cancel safety
///
/// The futures are dropped that are not ready, and the outputs of the others.
pub use resumable_macros::join;
/// Waits for the first of several futures, and runs the handler of its branch; the others are dropped before that.
///
/// The grammar is that of tokio's `select!`. A branch is `pattern = future => handler`, or `pattern = future, if condition => handler`. Handlers are
/// part of the function around them: they may await, `return`, `break` and use `?`. Where an output does not match its pattern, or a condition does not
/// hold, the branch is disabled (its future is made all the same); `else => handler`, which comes last, is run when all are.
///
/// Which branch is polled first is drawn anew each time that the futures are polled, and the rest follow in a circle; with `biased;` before the
/// branches they are polled in the order in which they are written. Where 128 of these waits were over at once, the next gives way to
/// other tasks.
///
/// It needs no runtime, and works in any `async` function and block, whoever compiles it.
///
/// ```
/// use resumable::sync::mpsc;
/// use resumable::time::{Duration, sleep};
///
/// #[resumable::coroutine]
/// async fn sum(mut numbers: mpsc::Receiver<u32>) -> u32 {
///     let mut sum = 0;
///     let mut limit = std::pin::pin!(sleep(Duration::from_secs(1)));
///     loop {
///         resumable::select! {
///             Some(number) = numbers.recv() => sum += number,
///             _ = &mut limit => return sum,
///             else => return sum,
///         }
///     }
/// }
///
/// # resumable::block_on(async {
/// let (sender, receiver) = mpsc::channel(4);
/// resumable::spawn(async move {
///     for number in [1, 2, 3] {
///         sender.send(number).await.unwrap();
///     }
/// });
/// assert_eq!(sum(receiver).await, 6);
/// # });
/// ```
///
/// # Panics
///
/// When all branches are disabled, and there is no `else`.
///
/// # Cancel safety
///
/// The futures that do not come first are dropped: what they lose then, their own documentation says.
pub use resumable_macros::select;
/// Waits for several futures at the same time until all gave `Ok`, or one gave `Err`; then the others are dropped.
///
/// ```
/// # resumable::block_on(async {
/// let both = resumable::try_join!(async { Ok(1) }, async { Ok::<_, String>(2) });
/// assert_eq!(both, Ok((1, 2)));
/// let one = resumable::try_join!(std::future::pending::<Result<(), _>>(), async { Err::<(), _>("refused") });
/// assert_eq!(one, Err("refused"));
/// # });
/// ```
///
/// # Errors
///
/// The first.
///
/// # Cancel safety
///
/// The futures are dropped that are not ready, and the outputs of the others.
pub use resumable_macros::try_join;
#[cfg(feature = "runtime")]
pub use resumable_macros::{main, test};
#[cfg(feature = "runtime")]
pub use task::{JoinError, JoinHandle, yield_now};
