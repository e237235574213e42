//! A `move` closure that takes parts of a local that stays in its place.
//!
//! What it takes, rustc decides: `x.f` of a struct, all of a box, all of what has a destructor of its own. So the closure is made of a Rust local
//! with the bits of `x`. Whatever it does not take of that must not drop there, because it still is in the slot: the local lives in an `async` block
//! that is polled once, gives the closure away, and is forgotten while it waits. When `x` goes out of scope, a closure that mentions the same parts
//! is made of its bits and forgotten, and rustc drops the rest (see `parts`).
//!
//! ```text
//! let apart = Apart::new();
//! leave_behind(async { let mut x = live_x.bits(0); apart.give(move || x.f.len()); pending::<()>().await });
//! apart.given()
//! ```

use core::cell::Cell;
use core::future::Future;
use core::mem::ManuallyDrop;
use core::pin::Pin;
use core::task::{Context, Waker};

/// Where the closure goes.
pub struct Apart<C>(Cell<Option<C>>);

impl<C> Apart<C> {
    #[inline(always)]
    #[allow(clippy::new_without_default, reason = "only generated code makes one")]
    pub fn new() -> Self {
        Apart(Cell::new(None))
    }

    #[inline(always)]
    pub fn give(&self, closure: C) {
        self.0.set(Some(closure))
    }

    /// # Panics
    ///
    /// If nothing was given, which the block does before it waits.
    #[inline(always)]
    pub fn given(self) -> C {
        self.0.into_inner().expect("the block gives the closure before it waits")
    }
}

/// Polls the block up to where it waits for ever, and forgets what is in it.
#[inline(always)]
pub fn leave_behind(block: impl Future<Output = ()>) {
    let mut block = ManuallyDrop::new(block);
    // SAFETY: it does not move any more. Its place is used for something else without a drop, and nobody is told of that: the macro writes the
    // block, in which nothing else is pinned, and nothing refers to what it leaves.
    let block = unsafe { Pin::new_unchecked(&mut *block) };
    let _ = block.poll(&mut Context::from_waker(Waker::noop()));
}
