//! What the attribute costs, beside rustc's `async fn`.
//!
//! Each benchmark compares two versions of the same tokens, `native` and `ours`. Here is what they share: the cases that
//! run, ways to run a future, and the table that is printed. The shapes that have a size and need not run are those of
//! `tests/frame_sizes`.

pub mod callgrind;
pub mod cases;
pub mod command;
pub mod generated;
pub mod run;
pub mod table;
