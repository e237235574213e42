//! What generated code may name. Nothing here is for people: there is no stability promise, and every promise of safety is discharged
//! by the compiler in `resumable-macros`, which is the only caller.
//!
//! # The life of a coroutine
//!
//! ```text
//!                 poll                    Pending
//!   Unresumed ──────────▶ (running) ─────────────────▶ Suspended(n)
//!       │                  │     │  ◀───────────────────    │
//!       │ drop             │     │           poll           │ drop: the same function, entered without a context
//!       ▼                  │     └── panic ──▶ Poisoned     ▼
//!   parameters drop,       ▼                            locals drop where they would have dropped
//!   first to last       Returned
//! ```
//!
//! Only who leaves writes the state: with the point, with Returned, or, while a panic unwinds, with Poisoned.
//!
//! * `coroutine`: the future itself, and the door through which the resume function is entered;
//! * `sending`: what is asked whether it is `Send`;
//! * `unlabelled`: a coroutine of a function of several lifetimes, of which none is the shortest;
//! * `frame`: the resume function's view of the frame: its state, and how it leaves;
//! * `leave`: what `bail!` returns;
//! * `node`: what a coroutine notes about itself, with the feature `await-tree`;
//! * `slot`: storage of one saved local, and the guards that own the duty to drop it;
//! * `parts`: the same for a local that parts are moved out of;
//! * `apart`: how a `move` closure takes a part of such a local;
//! * `edition`: which of two machines is meant, where the user's edition makes a difference;
//! * `arm`: which arm of a `match` was chosen;
//! * `stay`: what a macro may not take along;
//! * `receiver`: which of two calls is meant, where a method may move its receiver or borrow it;
//! * `owned`: what a closure owns that may be a copy;
//! * `together`: what `join!` and `select!` wait for;
//! * `try_`: what `?` means where the function returns a `Poll`;
//! * `witness`: what stands for `.await` in the copy of the body that rustc checks.

mod apart;
mod arm;
mod coroutine;
mod edition;
mod frame;
mod leave;
#[cfg(feature = "await-tree")]
pub(crate) mod node;
mod owned;
mod parts;
mod receiver;
mod sending;
mod slot;
mod stay;
mod together;
mod try_;
mod unlabelled;
mod witness;

#[cfg(feature = "alloc")]
pub use alloc::boxed::Box;
pub use apart::{Apart, leave_behind};
pub use arm::{Arm, next_guard};
pub use core::array::{from_mut, from_ref};
pub use core::cell::Cell;
pub use core::convert::{From, Infallible, identity};
pub use core::future::{Future, IntoFuture, pending};
pub use core::iter::{IntoIterator, Iterator};
pub use core::marker::Send;
pub use core::mem::{ManuallyDrop, drop, forget};
pub use core::ops::ControlFlow;
pub use core::option::Option;
pub use core::pin::Pin;
pub use core::primitive;
pub use core::task::{Context, Poll};
pub use coroutine::{At, Coroutine, Given, Resume, Typed, allocate, allocate_block, allocate_given, hint};
pub use frame::{Frame, Point, Step};
pub use leave::{Leave, Stayed, owning_nothing};
#[cfg(feature = "await-tree")]
pub use node::Node;
pub use owned::{Owned, own};
pub use parts::{Deep, HeldParts, PartOf, Parted, afterwards, cast, of_field, once_more, overwrite};
pub use receiver::{Called, Link, Question, Receiver, moved, moved_at_once, unseen, whole};
pub use sending::{held, same, wait};
pub use slot::{Awaited, Flag, Flagged, Held, HeldIf, Near, Place, Slot, copied, give, inside, pin_place};
pub use stay::{Stay, Stays};
pub use together::{
    Asked, Immovable, both, branch, done, fused, join, nothing_left, ready, select, select_now, stacked, try_join,
    unmatched,
};
pub use try_::{FromResidual, Try};
pub use unlabelled::unlabelled;
pub use witness::{
    Alike, Check, Never, Tied, diverges, finish, gone, into_future, never, perhaps, same_as, same_output, stand_in,
    tie, unpromoted, unreachable, witness,
};
