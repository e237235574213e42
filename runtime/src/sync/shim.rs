//! The lock and the cell under the wait list: those of the standard library, or those of loom, which tries out every order of events.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test -p resumable --release --lib models` runs the models.

#[cfg(loom)]
pub(in crate::sync) use loom::cell::UnsafeCell;
#[cfg(loom)]
pub(in crate::sync) use loom::sync::atomic::AtomicUsize;
#[cfg(loom)]
pub(in crate::sync) use loom::sync::{Mutex, MutexGuard};
#[cfg(not(loom))]
pub(in crate::sync) use std::sync::atomic::AtomicUsize;
#[cfg(not(loom))]
pub(in crate::sync) use std::sync::{Mutex, MutexGuard};

/// The cell of the standard library under the interface of loom's.
#[cfg(not(loom))]
pub(in crate::sync) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(loom))]
impl<T> UnsafeCell<T> {
    pub(in crate::sync) const fn new(value: T) -> Self {
        UnsafeCell(std::cell::UnsafeCell::new(value))
    }

    #[inline(always)]
    pub(in crate::sync) fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        access(self.0.get())
    }
}

/// A function that is `const`, except under loom, whose locks are not made at compile time.
macro_rules! const_fn {
    ($(#[$attribute:meta])* $visibility:vis fn $($rest:tt)*) => {
        #[cfg(not(loom))]
        $(#[$attribute])*
        $visibility const fn $($rest)*
        #[cfg(loom)]
        $(#[$attribute])*
        $visibility fn $($rest)*
    };
}

pub(in crate::sync) use const_fn;
