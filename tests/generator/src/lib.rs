//! Random async bodies, by which rustc's `async fn` and `#[resumable::coroutine]` are compared.
//!
//! The problem: the cases of the oracle are those that somebody thought of. Here [`generate`] writes well-typed bodies that
//! nobody thought of: it keeps books on types, moves and borrows, so that rustc accepts nearly all of them. [`batch`] puts
//! many of them, each in both versions, into one crate, builds and runs it. [`campaign`] does so until there are enough, and
//! [`shrink`] makes what was found small enough to read.
//!
//! A program is named by a seed and a number, `7/123`, and by nothing else: what a seed stands for changes only if the
//! generator does.
//!
//! What can come of a program is a [`Verdict`](batch::Verdict). Only two of them are bugs of the compiler: the logs differ
//! (or the process dies), and no difference that the README lists is recognised in that (`batch::listed`), or rustc accepts a
//! body which the attribute turns into an error that no row of the README's table explains.

pub mod batch;
mod calls;
pub mod campaign;
pub mod generate;
pub mod program;
pub mod shrink;
