//! Bodies that run. Each is written once and compiled by rustc and by the attribute.

// Both versions are the same tokens, which are often longer than they need be.
#![allow(clippy::all)]

mod calls;
mod ends;
mod frames;
mod leaf;
mod loops;
mod text;

use crate::run::{boxed, cancelled, never_polled, polled, spawned};
use leaf::{Source, Token, after, yield_once};
use std::future::ready;
use std::hint::black_box;
use std::pin::Pin;

/// Both versions of one body. A function takes how often to run it, and returns a sum in which both agree.
pub struct Case {
    pub name: &'static str,
    pub native: fn(u64) -> u64,
    pub ours: fn(u64) -> u64,
}

/// Every case there is.
pub fn all() -> Vec<Case> {
    [loops::cases(), calls::cases(), frames::cases(), text::cases(), ends::cases()].into_iter().flatten().collect()
}

/// Declares a file's cases: `name => way to run(call) { items }`, where the items that are compiled in two ways stand in
/// `co!`.
macro_rules! cases {
    ($($(#[$doc:meta])* $name:ident => $how:ident($call:expr); { $($item:tt)+ })+) => {
        $(
            $(#[$doc])*
            mod $name {
                pub mod native {
                    use super::super::*;
                    use super::super::co_native as co;
                    $($item)+
                    pub fn case(times: u64) -> u64 { $how(times, || $call) }
                }
                pub mod ours {
                    use super::super::*;
                    use super::super::co_ours as co;
                    $($item)+
                    pub fn case(times: u64) -> u64 { $how(times, || $call) }
                }
            }
        )+
        pub fn cases() -> Vec<Case> {
            vec![$(
                Case { name: stringify!($name), native: $name::native::case, ours: $name::ours::case },
            )+]
        }
    };
}
use cases;

/// In the `native` module: the function as it stands.
macro_rules! co_native {
    ($($item:tt)+) => { $($item)+ };
}
use co_native;

/// In the `ours` module: the function as the attribute compiles it.
macro_rules! co_ours {
    ($($item:tt)+) => { #[resumable::coroutine] $($item)+ };
}
use co_ours;
