//! Calling code that belongs to the user, without letting it unwind through the runtime.
//!
//! A waker may come from another executor, and a destructor is whatever the user wrote. Both may panic, and both may call back into the
//! runtime. So they are only ever called through the functions below, and never while a lock of the runtime is held.

use crate::prelude::*;
use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Waker;

/// Wakes the wakers. A panic in one of them does not keep the others from being woken.
pub(crate) fn wake_all(wakers: impl IntoIterator<Item = Waker>) {
    for waker in wakers {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| waker.wake())) {
            drop_isolated(payload);
        }
    }
}

/// Drops a value of the user and swallows a panic of its destructor.
pub(crate) fn drop_isolated<T>(value: T) {
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(value)));
    // The destructor of the payload may panic as well. That of the second payload is not tried any more.
    if let Err(payload) = dropped.or_else(|payload| catch_unwind(AssertUnwindSafe(|| drop(payload)))) {
        mem::forget(payload);
    }
}

/// The message of a panic, if it is a string, as those of `panic!` are.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> Option<&str> {
    payload.downcast_ref::<&'static str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

/// Puts a clone of the waker into the slot, unless the one in there already wakes the same task.
///
/// Returns the waker that was displaced: the caller drops it after it has released its lock.
#[must_use = "drop the displaced waker outside the lock"]
pub(crate) fn store_waker(slot: &mut Option<Waker>, waker: &Waker) -> Option<Waker> {
    if slot.as_ref().is_some_and(|stored| stored.will_wake(waker)) { None } else { slot.replace(waker.clone()) }
}
