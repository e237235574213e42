//! The resume function's view of its own frame: where it was entered, and how it leaves.

use core::cell::Cell;
use core::marker::PhantomData;
use core::task::{Context, Poll};

/// Not polled yet. Suspension point `n`, counted from one, is the state `n`.
const UNRESUMED: u32 = 0;
/// The output was handed out.
const RETURNED: u32 = u32::MAX;
/// Running, or left by a panic.
const POISONED: u32 = u32::MAX - 1;

/// What a resume function returns: a poll, and the one mention of the slots' types.
pub struct Step<S, T>(Poll<T>, PhantomData<fn(S)>);

impl<S, T> Step<S, T> {
    #[inline(always)]
    pub(super) fn into_poll(self) -> Poll<T> {
        self.0
    }
}

/// One activation of the resume function.
///
/// `suspended` is set when the activation ends at a suspension point, never otherwise: the guards of pinned locals then leave their values
/// where they are. Only [`Frame::suspend`] sets it, only the guards read it.
pub struct Frame<S, T> {
    state: *mut u32,
    suspended: Cell<bool>,
    types: PhantomData<fn(S) -> T>,
}

impl<S, T> Frame<S, T> {
    /// Enters the frame at `slots`, whose state is `state`. What it returns besides is the point to resume at: zero at the beginning.
    ///
    /// # Safety
    ///
    /// `state` is the state of the frame that the resume function was given, and outlives this activation.
    ///
    /// # Panics
    ///
    /// When a coroutine is polled that has returned or panicked.
    #[inline(always)]
    pub unsafe fn enter(slots: *mut S, state: *mut u32, cx: &Option<&mut Context<'_>>) -> (Self, u32) {
        let _ = slots;
        // SAFETY: the caller vouches for `state`.
        let entry = unsafe { state.replace(POISONED) };
        if entry >= POISONED {
            // SAFETY: as above.
            unsafe { state.write(entry) };
            if cx.is_some() {
                polled_after_completion(entry)
            }
        }
        (Frame { state, suspended: Cell::new(false), types: PhantomData }, entry)
    }

    /// Whether there is nothing to drop: the coroutine has returned or panicked.
    #[inline(always)]
    pub fn is_over(&self, entry: u32) -> bool {
        entry >= POISONED
    }

    /// Whether the coroutine is dropped before its first poll.
    #[inline(always)]
    pub fn is_unresumed(&self, entry: u32, cx: &Option<&mut Context<'_>>) -> bool {
        entry == UNRESUMED && cx.is_none()
    }

    /// Leaves at suspension point `point`: what is saved stays.
    #[inline(always)]
    pub fn suspend(&self, point: u32) -> Step<S, T> {
        self.suspended.set(true);
        // SAFETY: `enter`'s caller vouched for `state`.
        unsafe { self.state.write(point) };
        Step(Poll::Pending, PhantomData)
    }

    /// Leaves with the output: whatever is live drops on the way out.
    #[inline(always)]
    pub fn ready(&self, output: T) -> Step<S, T> {
        // SAFETY: `enter`'s caller vouched for `state`.
        unsafe { self.state.write(RETURNED) };
        Step(Poll::Ready(output), PhantomData)
    }

    /// Leaves because the coroutine is dropped: whatever is live drops on the way out.
    #[inline(always)]
    pub fn cancelled(&self) -> Step<S, T> {
        Step(Poll::Pending, PhantomData)
    }

    #[inline(always)]
    pub fn suspended(&self) -> &Cell<bool> {
        &self.suspended
    }
}

#[cold]
#[inline(never)]
fn polled_after_completion(state: u32) -> ! {
    if state == RETURNED {
        panic!("coroutine polled after completion")
    }
    panic!("coroutine polled after panicking")
}
