//! Where every coroutine waits, for people who look for a task that is stuck. A feature, `await-tree`, which is off by default.
//!
//! The attribute knows where a body waits. With this feature each coroutine notes, when it suspends, at which `.await` that is, what it awaits
//! there, and which coroutine polled it; [`capture`] shows that, of all coroutines in the process, while they rest. Nothing has to be
//! annotated, nothing is polled to find out, and it does not matter what runs the coroutines: those on tokio are there too.
//!
//! ```
//! use resumable::await_tree;
//! use resumable::sync::oneshot;
//!
//! #[resumable::coroutine]
//! async fn ask(answer: oneshot::Receiver<u32>) -> u32 {
//!     answer.await.unwrap_or(0)
//! }
//!
//! resumable::block_on(async {
//!     let (sender, receiver) = oneshot::channel();
//!     let task = resumable::spawn(ask(receiver));
//!     resumable::yield_now().await;
//!     let tree = await_tree::capture().to_string();
//!     assert!(tree.contains("ask at "), "{tree}");
//!     assert!(tree.contains(", awaits resumable::sync::oneshot::Receiver<u32>"), "{tree}");
//!     sender.send(42).unwrap();
//!     assert_eq!(task.await.unwrap(), 42);
//! });
//! ```
//!
//! # What it shows
//!
//! A coroutine is there from its first poll until it has ended or is dropped. Below it are the coroutines that it polled last: those that it
//! awaits, be it directly, behind a pointer, or through `join!`, `select!` and the like. At the root is a task of this runtime with
//! the place where it was spawned, a [`block_on`](crate::block_on), or, on other runtimes, the outermost coroutine. Functions of
//! rustc's own `async` are not seen: what they await stands below the coroutine around them.
//!
//! # What it costs
//!
//! Without the feature, nothing. With it, a coroutine has a word more in its frame, which is not packed as tightly, and an allocation of its own,
//! from its first poll on; each poll and each suspension takes a lock that nobody else wants, and the beginning and the end one that all of them want.

#[cfg(feature = "runtime")]
mod root;
mod show;

pub use show::{Branch, Kind, Tree, capture};

#[cfg(feature = "runtime")]
pub(crate) use root::{block_on, task};
