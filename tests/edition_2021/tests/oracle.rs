//! The oracle in edition 2021: the cases in which the editions differ, and those about temporaries.
#![allow(unused, nonstandard_style, dropping_copy_types, clippy::all)]

#[path = "../../oracle/harness/mod.rs"]
mod harness;

#[path = "../../oracle/blocks.rs"]
mod blocks;
#[path = "../../oracle/closures.rs"]
mod closures;
#[path = "../../oracle/defined_macros.rs"]
mod defined_macros;
#[path = "../../oracle/extended.rs"]
mod extended;
#[path = "../../oracle/held_by_value.rs"]
mod held_by_value;
#[path = "../../oracle/loops.rs"]
mod loops;
#[path = "../../oracle/macros_around.rs"]
mod macros_around;
#[path = "../../oracle/matches.rs"]
mod matches;
#[path = "../../oracle/published.rs"]
mod published;
mod references;
#[path = "../../oracle/scopes.rs"]
mod scopes;
#[path = "../../oracle/scrutinees_within.rs"]
mod scrutinees_within;
#[path = "../../oracle/temporaries.rs"]
mod temporaries;
