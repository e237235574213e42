//! The futures that bodies wait for. Each logs its creation, its polls and its drop, and wakes the waker it was polled
//! with whenever it is pending.

use super::world;
use std::fmt::Debug;
use std::future::Future;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::task::{Context, Poll};

/// What all leaves share: the log, the count of pending polls, and the address, which must not change once polled.
struct Life {
    name: &'static str,
    pendings: usize,
    /// Set at the first poll, never cleared.
    address: Option<usize>,
    finished: bool,
}

impl Life {
    fn new(name: &'static str, pendings: usize) -> Self {
        world::log(format_args!("{name}: created"));
        Life { name, pendings, address: None, finished: false }
    }

    /// One poll: whether the leaf is ready.
    fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        self.check_address();
        self.address = Some(&raw const *self as usize);
        let name = self.name;
        if self.finished {
            world::note(format_args!("{name}: POLLED AFTER THE END"));
        }
        world::log(format_args!("{name}: polled"));
        if self.pendings > 0 {
            self.pendings -= 1;
            cx.waker().wake_by_ref();
            return false;
        }
        world::note(format_args!("{name}: ready"));
        self.finished = true;
        true
    }

    fn check_address(&self) {
        if self.address.is_some_and(|address| address != &raw const *self as usize) {
            world::note(format_args!("{}: MOVED AFTER IT WAS POLLED", self.name));
        }
    }
}

/// Pending for a number of polls, then a value.
pub struct Leaf<T> {
    life: Life,
    value: Option<T>,
    _pinned: PhantomPinned,
}

/// A leaf that is pending `pendings` times.
pub fn leaf<T>(name: &'static str, pendings: usize, value: T) -> Leaf<T> {
    Leaf { life: Life::new(name, pendings), value: Some(value), _pinned: PhantomPinned }
}

/// A leaf that is pending once: the usual suspension.
pub fn later<T>(name: &'static str, value: T) -> Leaf<T> {
    leaf(name, 1, value)
}

/// A leaf that is ready at the first poll: an await that does not suspend.
pub fn now<T>(name: &'static str, value: T) -> Leaf<T> {
    leaf(name, 0, value)
}

/// A leaf without a value.
pub fn yield_now() -> Leaf<()> {
    leaf("yield", 1, ())
}

impl<T> Future for Leaf<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        // SAFETY: nothing is moved out but the value, which is never pinned.
        let this = unsafe { self.get_unchecked_mut() };
        if !this.life.poll(cx) {
            return Poll::Pending;
        }
        Poll::Ready(this.value.take().expect("polled after the end"))
    }
}

impl<T> Drop for Leaf<T> {
    fn drop(&mut self) {
        self.life.check_address();
        world::log_drop(format_args!("{}: dropped", self.life.name));
    }
}

/// Holds a reference across a suspension and reads through it before, after, and when dropped.
pub struct Look<'a, T: Debug + ?Sized> {
    life: Life,
    value: &'a T,
    _pinned: PhantomPinned,
}

/// Waits once and gives the reference back.
pub fn look<'a, T: Debug + ?Sized>(name: &'static str, value: &'a T) -> Look<'a, T> {
    Look { life: Life::new(name, 1), value, _pinned: PhantomPinned }
}

impl<'a, T: Debug + ?Sized> Future for Look<'a, T> {
    type Output = &'a T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'a T> {
        // SAFETY: nothing is moved out but the reference, which is `Copy`.
        let this = unsafe { self.get_unchecked_mut() };
        let ready = this.life.poll(cx);
        world::note(format_args!("{}: sees {:?}", this.life.name, this.value));
        if ready { Poll::Ready(this.value) } else { Poll::Pending }
    }
}

impl<T: Debug + ?Sized> Drop for Look<'_, T> {
    fn drop(&mut self) {
        self.life.check_address();
        world::log_drop(format_args!("{}: dropped, sees {:?}", self.life.name, self.value));
    }
}

/// Holds a unique reference across a suspension and writes through it before and after.
pub struct Edit<'a, T: Debug + ?Sized, F: FnMut(&mut T)> {
    life: Life,
    value: &'a mut T,
    change: F,
    _pinned: PhantomPinned,
}

/// Waits once, and changes the value at each of its two polls.
pub fn edit<'a, T: Debug + ?Sized, F: FnMut(&mut T)>(
    name: &'static str,
    value: &'a mut T,
    change: F,
) -> Edit<'a, T, F> {
    Edit { life: Life::new(name, 1), value, change, _pinned: PhantomPinned }
}

impl<T: Debug + ?Sized, F: FnMut(&mut T)> Future for Edit<'_, T, F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: nothing is moved out.
        let this = unsafe { self.get_unchecked_mut() };
        let ready = this.life.poll(cx);
        (this.change)(this.value);
        world::note(format_args!("{}: leaves {:?}", this.life.name, this.value));
        if ready { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl<T: Debug + ?Sized, F: FnMut(&mut T)> Drop for Edit<'_, T, F> {
    fn drop(&mut self) {
        self.life.check_address();
        world::log_drop(format_args!("{}: dropped, sees {:?}", self.life.name, self.value));
    }
}
