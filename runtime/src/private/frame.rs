//! The resume function's view of its own frame: where it was entered, and how it leaves.

use core::cell::Cell;
use core::marker::PhantomData;
use core::task::{Context, Poll};

/// Where a coroutine is: zero before the first poll, `n` when it is suspended at its point `n`, counted from one. It is as small as the
/// number of points allows.
pub trait State: Copy + Eq {
    const UNRESUMED: Self;
    /// The output was handed out.
    const RETURNED: Self;
    /// Running, or left by a panic.
    const POISONED: Self;
    fn suspended(point: u32) -> Self;
}

macro_rules! state {
    ($($number:ty)*) => {
        $(impl State for $number {
            const UNRESUMED: Self = 0;
            const RETURNED: Self = <$number>::MAX;
            const POISONED: Self = <$number>::MAX - 1;
            #[inline(always)]
            fn suspended(point: u32) -> Self {
                point as $number
            }
        })*
    };
}
state!(u8 u16 u32);

/// What a resume function returns: a poll, and the one mention of the slots' types.
///
/// It is invariant in `S`, as `Frame` is: what the resume function keeps in a slot must live as long as the coroutine's own type says. Were
/// it contravariant, a reference to a Rust local could be kept, because rustc would find the slot a shorter lifetime.
pub struct Step<S, T>(Poll<T>, PhantomData<fn(S) -> S>);

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
pub struct Frame<N: State, S, T> {
    state: *mut N,
    suspended: Cell<bool>,
    types: PhantomData<fn(S) -> (S, T)>,
}

impl<N: State, S, T> Frame<N, S, T> {
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
    pub unsafe fn enter(slots: *mut S, state: *mut N, cx: &Option<&mut Context<'_>>) -> (Self, N) {
        let _ = slots;
        // SAFETY: the caller vouches for `state`.
        let entry = unsafe { state.replace(N::POISONED) };
        if entry == N::RETURNED || entry == N::POISONED {
            // SAFETY: as above.
            unsafe { state.write(entry) };
            if cx.is_some() {
                polled_after_completion(entry == N::RETURNED)
            }
        }
        (Frame { state, suspended: Cell::new(false), types: PhantomData }, entry)
    }

    /// Whether there is nothing to drop: the coroutine has returned or panicked.
    #[inline(always)]
    pub fn is_over(&self, entry: N) -> bool {
        entry == N::RETURNED || entry == N::POISONED
    }

    /// Whether the coroutine is dropped before its first poll.
    #[inline(always)]
    pub fn is_unresumed(&self, entry: N, cx: &Option<&mut Context<'_>>) -> bool {
        entry == N::UNRESUMED && cx.is_none()
    }

    /// Leaves at suspension point `point`: what is saved stays.
    #[inline(always)]
    pub fn suspend(&self, point: u32) -> Step<S, T> {
        self.suspended.set(true);
        // SAFETY: `enter`'s caller vouched for `state`.
        unsafe { self.state.write(N::suspended(point)) };
        Step(Poll::Pending, PhantomData)
    }

    /// Leaves with the output: whatever is live drops on the way out.
    #[inline(always)]
    pub fn ready(&self, output: T) -> Step<S, T> {
        // SAFETY: `enter`'s caller vouched for `state`.
        unsafe { self.state.write(N::RETURNED) };
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
fn polled_after_completion(returned: bool) -> ! {
    if returned {
        panic!("coroutine polled after completion")
    }
    panic!("coroutine polled after panicking")
}
