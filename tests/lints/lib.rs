//! A crate whose lints are compared: see `tests/lints.rs`.
#![expect(missing_docs)]

pub mod various;
pub mod warned;
