//! The resume function's view of its own frame: where it was entered, and how it leaves.

use super::coroutine::At;
use core::cell::Cell;
use core::marker::PhantomData;
use core::task::Poll;

/// Where a coroutine is: zero before the first poll, `n` when it is suspended at its point `n`, counted from one. It is as small as the
/// number of points allows.
pub trait State: Copy + Eq {
    const UNRESUMED: Self;
    /// The output was handed out.
    const RETURNED: Self;
    /// Running, or left by a panic.
    const POISONED: Self;
    fn suspended(point: u32) -> Self;
    /// None of its points.
    fn is_idle(self) -> bool;
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
            /// One comparison: the three are in a row where numbers wrap.
            #[inline(always)]
            fn is_idle(self) -> bool {
                self.wrapping_add(2) <= 2
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

/// A `.await` in the source; see the feature `await-tree`.
#[derive(Debug)]
pub struct Point {
    pub file: &'static str,
    /// From one on, as the column is.
    pub line: u32,
    pub column: u32,
}

/// One activation of the resume function.
///
/// `suspended` is set when the activation ends at a suspension point, never otherwise: the guards of pinned locals then leave their values
/// where they are. Only [`Frame::suspend`] sets it, only the guards read it.
pub struct Frame<N: State, S, T> {
    state: *mut N,
    suspended: Cell<bool>,
    /// Set when the activation ends, unless it ends by a panic.
    left: Cell<bool>,
    types: PhantomData<fn(S) -> (S, T)>,
}

impl<N: State, S, T> Frame<N, S, T> {
    /// # Safety
    ///
    /// `state` is the state of a frame with the slots `S`, which is pinned, and outlives this activation.
    #[inline(always)]
    pub unsafe fn at(state: *mut N) -> Self {
        Frame { state, suspended: Cell::new(false), left: Cell::new(false), types: PhantomData }
    }

    /// Whether the coroutine is dropped while there is no point to resume at: it was never polled, has returned, or has panicked. Whether
    /// there is none is the one question that every activation asks.
    ///
    /// # Panics
    ///
    /// When it is polled after it has returned or panicked.
    #[inline(always)]
    pub fn is_over(&self, entry: N, at: At) -> bool {
        entry.is_idle() && (at.is_dropping() || self.begin(entry))
    }

    /// The coroutine is polled for the first time.
    #[inline(always)]
    fn begin(&self, entry: N) -> bool {
        if entry != N::UNRESUMED {
            // Whatever it was, it still is.
            self.left.set(true);
            polled_when_over(entry == N::RETURNED)
        }
        false
    }

    /// Leaves at suspension point `point`: what is saved stays.
    #[inline(always)]
    pub fn suspend(&self, point: u32) -> Step<S, T> {
        self.suspended.set(true);
        self.left.set(true);
        // SAFETY: `at`'s caller vouched for `state`.
        unsafe { self.state.write(N::suspended(point)) };
        Step(Poll::Pending, PhantomData)
    }

    /// [`Frame::suspend`], and notes where in the source that is.
    #[inline(always)]
    pub fn suspend_at(&self, point: u32, place: &'static Point) -> Step<S, T> {
        #[cfg(feature = "await-tree")]
        super::node::suspending(place);
        #[cfg(not(feature = "await-tree"))]
        let _ = place;
        self.suspend(point)
    }

    /// Leaves where what is awaited is not ready and nothing has to be saved: suspends at `point`, unless the coroutine is dropped there.
    #[inline(always)]
    pub fn not_ready(&self, at: At, point: u32) -> Step<S, T> {
        if at.is_dropping() { self.cancelled() } else { self.suspend(point) }
    }

    /// [`Frame::not_ready`], and notes where in the source that is.
    #[inline(always)]
    pub fn not_ready_at(&self, at: At, point: u32, place: &'static Point) -> Step<S, T> {
        if at.is_dropping() { self.cancelled() } else { self.suspend_at(point, place) }
    }

    /// Leaves with the output: whatever is live drops on the way out.
    #[inline(always)]
    pub fn ready(&self, output: T) -> Step<S, T> {
        self.left.set(true);
        // SAFETY: `at`'s caller vouched for `state`.
        unsafe { self.state.write(N::RETURNED) };
        Step(Poll::Ready(output), PhantomData)
    }

    /// Leaves because the coroutine is dropped: whatever is live drops on the way out.
    #[inline(always)]
    pub fn cancelled(&self) -> Step<S, T> {
        self.left.set(true);
        Step(Poll::Pending, PhantomData)
    }

    #[inline(always)]
    pub fn suspended(&self) -> &Cell<bool> {
        &self.suspended
    }
}

impl<N: State, S, T> Drop for Frame<N, S, T> {
    /// Only a panic comes here without having left: then the coroutine is over. It runs after the guards of all locals, so that no
    /// instruction is spent on it where nothing panics.
    #[inline(always)]
    fn drop(&mut self) {
        if !self.left.get() {
            // SAFETY: `at`'s caller vouched for `state`.
            unsafe { self.state.write(N::POISONED) }
        }
    }
}

#[cold]
#[inline(never)]
fn polled_when_over(returned: bool) -> ! {
    if returned {
        panic!("coroutine polled after completion")
    }
    panic!("coroutine polled after panicking")
}
