//! What the prelude of `std` has beyond that of `core`. The crate is `no_std` at its root, so modules that need the heap import this.

pub(crate) use std::borrow::ToOwned;
pub(crate) use std::boxed::Box;
pub(crate) use std::string::String;
pub(crate) use std::vec::Vec;
