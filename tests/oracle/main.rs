//! rustc's `async fn` is the specification: each topic below is a file of small bodies, compared with it event by event.
//!
//! See `harness` for what is compared. One case is one test; `oracle <topic>::<case>` runs it alone.

// The bodies are written for their shape: what is unused, needless or never read is the point of many of them.
#![allow(unused, clippy::all)]

mod harness;
mod self_check;

mod bindings;
mod blocks;
mod conditions;
mod generics;
mod loops;
mod matches;
mod methods;
mod operands;
mod operators;
mod parameters;
mod question_mark;
mod references;
