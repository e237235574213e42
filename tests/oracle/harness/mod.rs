//! Runs the same body as rustc's `async fn` and as `#[resumable::coroutine]`, and compares what can be observed.
//!
//! The problem: rustc's `async fn` is the specification, and nobody wants to write down, or trust, the event log of a
//! hundred bodies. So no log is written down. A body is given once to `case!`, which puts it into two modules:
//! `native`, untouched, and `ours`, with the attribute. Each is run through every script of `observe`: to the end,
//! dropped after every number of polls, with a panic at every event and in every drop. The logs must be equal.
//!
//! The invariant: everything that a body can do is an event in the [`world`], so equal logs mean equal behaviour.
//! Operands, leaf futures and values with a drop all report there, and so do memory errors that would otherwise pass
//! unseen (a second drop, a use after a drop, a pinned future that moved).
//!
//! ```ignore
//! case! {
//!     /// The guard of a loop body drops at the end of each turn.
//!     guard_in_loop(3);
//!     async fn guard_in_loop(n: u32) -> u32 {
//!         for i in 0..n {
//!             let _guard = noisy_n("guard", i);
//!             later("a", ()).await;
//!         }
//!         n
//!     }
//! }
//! ```
//!
//! The tokens of a body reach both versions as they were written (captured as `tt`, never as `expr` or `block`, whose
//! invisible groups the macro under test would see). The functions are private to their modules and found by name.

pub mod auto;
pub mod compare;
pub mod leaf;
pub mod noisy;
pub mod observe;
pub mod world;

pub use auto::AutoTraits;
pub use compare::{assert_same, difference, side_by_side};
pub use leaf::{Look, edit, later, leaf, look, now, yield_now};
pub use noisy::{Noisy, Watch, noisy, noisy_n, watch};
pub use observe::{Observations, observe};
pub use world::{log, log_drop, op};

/// A reference that outlives every coroutine, for parameters that borrow.
pub fn leak<T>(value: T) -> &'static mut T {
    Box::leak(Box::new(value))
}

/// One comparison: a test named after the case, which fails with the first script whose logs differ.
///
/// * `case! { /// doc` `name(args); async fn name(…) { … } }` compares one function;
/// * `case! { /// doc` `mod name => expr; items }` compares what `expr` starts; the items hold any number of
///   `co! { async fn … }`, at the top, in an `impl` or in a `trait`.
macro_rules! case {
    ($(#[$doc:meta])* mod $name:ident => $call:expr; $($item:tt)+) => {
        $(#[$doc])*
        mod $name {
            mod native {
                use super::super::*;
                use $crate::harness::{co_native as co, *};
                $($item)+
                pub fn observations() -> Observations {
                    observe($crate::harness::auto::auto_traits!(|| $call), || $call)
                }
            }
            mod ours {
                use super::super::*;
                use $crate::harness::{co_ours as co, *};
                $($item)+
                pub fn observations() -> Observations {
                    observe($crate::harness::auto::auto_traits!(|| $call), || $call)
                }
            }
            #[test]
            fn same_as_native() {
                $crate::harness::assert_same(native::observations(), ours::observations());
            }
        }
    };
    ($(#[$doc:meta])* $name:ident($($arg:tt)*); $($item:tt)+) => {
        case! { $(#[$doc])* mod $name => $name($($arg)*); co! { $($item)+ } }
    };
}
pub(crate) use case;

/// In the `native` module: the function as it stands.
macro_rules! co_native {
    ($($item:tt)+) => { $($item)+ };
}
pub(crate) use co_native;

/// In the `ours` module: the function as the macro under test compiles it.
macro_rules! co_ours {
    ($($item:tt)+) => { #[resumable::coroutine] $($item)+ };
}
pub(crate) use co_ours;
