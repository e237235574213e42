//! What the attribute does to the shape of an item: its signature, its type and its auto traits.
//!
//! Where a body runs, the harness of `oracle` compares it with rustc's `async fn`; the rest is proven by compiling.

// The items are written for their shape: what is unused or needless is the point of many of them.
#![allow(unused, nonstandard_style, clippy::all)]

#[path = "../oracle/harness/mod.rs"]
mod harness;

// What `macros_of_files.rs` calls stands before it.
macro_rules! doubled {
    ($n:expr) => {
        $crate::macros_of_files::later($n).await * 2
    };
}
#[macro_use]
mod waiting_macros;

mod auto_traits;
mod boxed;
mod captured;
mod entry;
mod function_items;
mod known_macros;
mod left;
mod lifetimes;
mod macros_of_files;
mod macros_of_paths;
mod nesting;
mod parts;
mod several_lifetimes;
mod signatures;
mod traits;

// It stands behind.
macro_rules! tripled {
    ($n:expr) => {
        $n * 30
    };
}
