//! The oracle in edition 2018: cases with closures, and those that the edition says something about.
#![allow(unused, nonstandard_style, dropping_copy_types, clippy::all)]

#[path = "../../oracle/harness/mod.rs"]
mod harness;

#[path = "../../oracle/asked/mod.rs"]
mod asked;
#[path = "../../oracle/chains.rs"]
mod chains;
#[path = "../../oracle/defined_macros.rs"]
mod defined_macros;
#[path = "../../oracle/held_by_value.rs"]
mod held_by_value;
#[path = "../../oracle/macros_around.rs"]
mod macros_around;
#[path = "../../oracle/matches.rs"]
mod matches;
#[path = "../../oracle/parameters.rs"]
mod parameters;
#[path = "../../oracle/scopes.rs"]
mod scopes;
#[path = "../../oracle/sharing.rs"]
mod sharing;
#[path = "../../oracle/temporaries.rs"]
mod temporaries;
#[path = "../../oracle/told_by_arguments.rs"]
mod told_by_arguments;
