//! Whether a type is `Send`, `Sync` and `Unpin`, as values that can be compared.
//!
//! A method that exists only under a bound is preferred to the one that the probe derefs to, so the answer is found by
//! method resolution, on a concrete type, in the module of the case.

use std::marker::PhantomData;
use std::ops::Deref;

/// The auto traits of a coroutine.
#[derive(Debug, PartialEq)]
pub struct AutoTraits {
    pub send: bool,
    pub sync: bool,
    pub unpin: bool,
}

/// Stands for a `T` that is asked about.
pub struct Probe<T>(PhantomData<T>, No);

/// The answer where the bound does not hold.
pub struct No;

impl<T> Probe<T> {
    /// A probe for what `start` returns. It is not called.
    pub fn returned_by(_start: impl FnOnce() -> T) -> Self {
        Probe(PhantomData, No)
    }
}

impl<T> Deref for Probe<T> {
    type Target = No;

    fn deref(&self) -> &No {
        &self.1
    }
}

impl<T: Send> Probe<T> {
    pub fn is_send(&self) -> bool {
        true
    }
}

impl<T: Sync> Probe<T> {
    pub fn is_sync(&self) -> bool {
        true
    }
}

impl<T: Unpin> Probe<T> {
    pub fn is_unpin(&self) -> bool {
        true
    }
}

impl No {
    pub fn is_send(&self) -> bool {
        false
    }

    pub fn is_sync(&self) -> bool {
        false
    }

    pub fn is_unpin(&self) -> bool {
        false
    }
}

/// The auto traits of what a closure returns.
macro_rules! auto_traits {
    ($start:expr) => {{
        let probe = $crate::harness::auto::Probe::returned_by($start);
        $crate::harness::AutoTraits { send: probe.is_send(), sync: probe.is_sync(), unpin: probe.is_unpin() }
    }};
}
pub(crate) use auto_traits;
