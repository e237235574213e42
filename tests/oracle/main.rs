//! rustc's `async fn` is the specification: each topic below is a file of small bodies, compared with it event by event.
//!
//! See `harness` for what is compared. One case is one test; `oracle <topic>::<case>` runs it alone.

// The bodies are written for their shape: what is unused, needless or never read is the point of many of them.
#![allow(unused, nonstandard_style, dropping_copy_types, clippy::all)]

mod harness;
mod self_check;

mod asked;
mod async_blocks;
mod bailing;
mod beyond_native;
mod bindings;
mod blocks;
mod borrow_paths;
mod boxes;
mod captures;
mod chains;
mod closure_parts;
mod closures;
mod conditions;
mod configured;
mod consuming_methods;
mod containers;
mod defined_macros;
mod destructuring;
mod differences;
mod entries;
mod extended;
mod fragments;
mod generics;
mod guard_effects;
mod guards;
mod handed;
mod held_by_value;
mod held_closures;
mod held_twice;
mod idioms;
mod inference;
mod items;
mod joins;
mod leaving;
mod left;
mod lists;
mod literal_bases;
mod literals;
mod long_blocks;
mod lookalikes;
mod loops;
mod macros;
mod macros_around;
mod match_both_ways;
mod match_guards;
mod match_parts;
mod match_within;
mod matches;
mod methods;
mod moves;
mod names;
mod near;
mod nested_async;
mod nested_closures;
mod operands;
mod operators;
mod own_macros;
mod panics;
mod parameters;
mod parts;
mod parts_filled;
mod passed_over;
mod pins;
mod programs;
mod published;
mod question_mark;
mod read_for_borrowed;
mod receivers;
mod references;
mod scopes;
mod scrutinees_within;
mod selects;
mod sharing;
mod taken_apart;
mod temporaries;
mod told_around;
mod told_by_arguments;
mod values;
