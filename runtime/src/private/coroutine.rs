//! The future that `#[coroutine]` returns.
//!
//! Coroutines nest, so the type of a frame contains the types of the frames below it. Two rules keep twenty-four levels compilable:
//!
//! * **Once.** A closure's type contains its signature. The resume function takes an erased pointer ([`At`]); only its return type
//!   ([`Step`]) mentions the slots, and [`Coroutine`] reads them off it through [`Resume`].
//! * **Shallow.** rustc computes layouts and auto traits recursively, with a limit of 128 queries. Between a frame and the frame inside it
//!   lie this union, one projection and the generated `Slots`; for `Send`, a block that holds the slots besides (see `sending`), and nothing of
//!   what is in `Slots` but its types; `Unpin` is answered without looking inside.

use super::frame::{Frame, State, Step};
#[cfg(feature = "await-tree")]
use super::node::{Ended, Node, Who};
use super::slot::Slot;
use core::future::Future;
use core::marker::{PhantomData, PhantomPinned};
use core::mem::{ManuallyDrop, MaybeUninit};
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll};

/// Where the frame is, without its type, and what it is entered with. Two pointers that rustc has no lifetime to follow of: a resume function
/// asks for neither by a reference that lives across its body, which it would have to be checked for at each wait.
#[derive(Clone, Copy)]
pub struct At {
    slots: *mut (),
    /// Null where the coroutine is dropped.
    context: *mut (),
}

impl At {
    #[inline(always)]
    pub(super) fn of<T>(slots: *mut T, context: Option<&mut Context<'_>>) -> Self {
        let context = match context {
            Some(context) => (&raw mut *context).cast(),
            None => ptr::null_mut(),
        };
        At { slots: slots.cast(), context }
    }

    /// The frame, for the resume function that knows its slots.
    #[inline(always)]
    pub fn slots<S>(self) -> *mut S {
        self.slots.cast()
    }

    /// What to poll with, unless the coroutine is dropped.
    #[inline(always)]
    pub(super) fn context<'activation>(self) -> Option<&'activation mut Context<'activation>> {
        // SAFETY: a resume function is entered with a context that outlives the activation and that nobody else uses meanwhile; of what is
        // returned here it has one at a time, while it polls.
        unsafe { self.context.cast::<Context<'activation>>().as_mut() }
    }

    #[inline(always)]
    pub(super) fn is_dropping(self) -> bool {
        self.context.is_null()
    }
}

/// Functions that make a handle to each of so many slots: one call in the resume function, where each handle by a call of its own would cost
/// rustc more to check than what is done with it.
macro_rules! handles {
    ($($enter:ident $more:ident $shared:ident $($slot:ident)+),*) => {
        $(
            /// [`At::enter0`], and the handles to slots that have a place each.
            ///
            /// # Safety
            ///
            /// As for [`At::enter0`]; and the resume function uses each slot as the witness uses the local.
            #[inline(always)]
            #[allow(non_snake_case, clippy::too_many_arguments, clippy::type_complexity, reason = "one for each slot")]
            pub unsafe fn $enter<N: State, Slots, O, $($slot),*>(
                self,
                _slots: *mut Slots,
                state: *mut N,
                $($slot: *mut $slot),*
            ) -> (Frame<N, Slots, O>, N, $(Slot<$slot>),*) {
                // SAFETY: what is asked of the caller.
                unsafe { (Frame::at(state), state.read(), $(Slot::at($slot)),*) }
            }

            /// The handles to more of them.
            ///
            /// # Safety
            ///
            /// As for [`At::enter1`].
            #[inline(always)]
            #[allow(non_snake_case, clippy::too_many_arguments, clippy::type_complexity, reason = "one for each slot")]
            pub unsafe fn $more<$($slot),*>(self, $($slot: *mut $slot),*) -> ($(Slot<$slot>,)*) {
                // SAFETY: what is asked of the caller.
                unsafe { ($(Slot::at($slot),)*) }
            }

            /// The handles to slots that share a place with others.
            ///
            /// # Safety
            ///
            /// As for [`At::enter1`]; the others are empty while one is not.
            #[inline(always)]
            #[allow(non_snake_case, clippy::too_many_arguments, clippy::type_complexity, reason = "one for each slot")]
            pub unsafe fn $shared<$($slot),*>(self, $($slot: *mut ManuallyDrop<$slot>),*) -> ($(Slot<$slot>,)*) {
                // SAFETY: what is asked of the caller.
                unsafe { ($(Slot::at($slot.cast()),)*) }
            }
        )*
    };
}

/// A resume function: entered with a context to go on, without one to drop what is live.
pub trait Resume {
    /// The generated struct of slots, its types inferred from the body.
    type Slots;
    type Output;
    /// # Safety
    ///
    /// `at` points to slots that [`allocate`]'s caller has begun, pinned since the first call, and not entered at present.
    unsafe fn resume(&self, at: At) -> Poll<Self::Output>;
}

impl<R, S, T> Resume for R
where
    R: Fn(At) -> Step<S, T>,
{
    type Slots = S;
    type Output = T;
    #[inline(always)]
    unsafe fn resume(&self, at: At) -> Poll<T> {
        self(at).into_poll()
    }
}

/// The slots, and nothing else: which of them hold a value is known to the resume function alone, hence a union.
///
/// `H` is a future that is never made. Its output is the resume function, and it is as `Send` and as `Sync` as the slots are (see `sending`): so a
/// coroutine is as well. `M` mentions lifetimes (see `unlabelled`), or the types of what it was given ([`Given`]). Nothing else is in the type: the
/// types of the slots are in that of the resume function, and two mentions of that in each coroutine would be `2^n` in `n` that nest.
pub union Coroutine<H: Future<Output: Resume>, M = ()> {
    pub(super) slots: ManuallyDrop<<H::Output as Resume>::Slots>,
    pub(super) nothing: PhantomData<(H, M)>,
}

impl At {
    /// The activation, and where it goes on.
    ///
    /// # Safety
    ///
    /// These are the slots that `self` was made for, and the state that is one of them; the resume function was entered, and ends before they do.
    #[inline(always)]
    pub unsafe fn enter0<N: State, Slots, O>(self, _slots: *mut Slots, state: *mut N) -> (Frame<N, Slots, O>, N) {
        // SAFETY: what is asked of the caller.
        unsafe { (Frame::at(state), state.read()) }
    }

    handles! {
        enter1 more1 shared1 A,
        enter2 more2 shared2 A B,
        enter3 more3 shared3 A B C,
        enter4 more4 shared4 A B C D,
        enter5 more5 shared5 A B C D E,
        enter6 more6 shared6 A B C D E F,
        enter7 more7 shared7 A B C D E F G,
        enter8 more8 shared8 A B C D E F G H,
        enter9 more9 shared9 A B C D E F G H I,
        enter10 more10 shared10 A B C D E F G H I J,
        enter11 more11 shared11 A B C D E F G H I J K,
        enter12 more12 shared12 A B C D E F G H I J K L
    }
}

/// A coroutine whose slots are not begun.
///
/// # Safety
///
/// `resume` is a closure that captures nothing, written by the macro. The caller writes the state and the parameters through
/// [`Coroutine::slots`] before anything else happens to the result. `H` is `Send`, and `Sync`, only if the slots are.
#[inline(always)]
pub unsafe fn allocate<R: Resume, H: Future<Output = R>>(resume: R) -> Coroutine<H> {
    let _ = resume;
    Coroutine { nothing: PhantomData }
}

/// The same where the type has to say how long the coroutine lives, because no `impl Future` does: as long as what it was given.
///
/// # Safety
///
/// As for [`allocate`].
#[inline(always)]
pub unsafe fn allocate_given<R: Resume, H: Future<Output = R>, M>(
    resume: R,
    given: Given<M>,
) -> Coroutine<H, fn() -> M> {
    let _ = (resume, given);
    Coroutine { nothing: PhantomData }
}

/// The same for a block in a body. The witness has it as rustc's own block, so that whether it is `Send` for all lifetimes is asked there.
///
/// # Safety
///
/// As for [`allocate`].
#[inline(always)]
pub unsafe fn allocate_block<R: Resume, M>(resume: R, given: Given<M>) -> Coroutine<Alone<R>, fn() -> M> {
    // SAFETY: what is asked of the caller is the same.
    unsafe { allocate_given(resume, given) }
}

/// The types of what a coroutine is given: the parameters of a function, or what a block captures. rustc asks of a closure how long what it
/// captures lives, and of an `async` block, too. A resume function captures nothing, so that it would pass for `'static` whatever is in the slots.
pub struct Given<M>(PhantomData<fn() -> M>);

impl Given<()> {
    #[inline(always)]
    pub fn nothing() -> Self {
        Given(PhantomData)
    }
}

impl<M> Given<M> {
    #[inline(always)]
    pub fn and<T>(self, _: &T) -> Given<(M, T)> {
        Given(PhantomData)
    }
}

/// What stands for the block that holds the slots, where there is none.
pub struct Alone<R>(PhantomData<R>);

impl<R> Future for Alone<R> {
    type Output = R;
    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<R> {
        Poll::Pending
    }
}

// SAFETY: nothing is in it. Whoever asks is told of the slots.
unsafe impl<R: Resume> Send for Alone<R> where R::Slots: Send {}
// SAFETY: as before.
unsafe impl<R: Resume> Sync for Alone<R> where R::Slots: Sync {}

/// The types of the slots, some of which are known before the resume function is read.
pub struct Typed<S>(PhantomData<fn(S) -> S>);

impl<S> Typed<S> {
    /// What is known is said by a closure that is never run.
    #[inline(always)]
    pub fn of(_: impl FnOnce(At) -> *mut S) -> Self {
        Typed(PhantomData)
    }

    /// The resume function itself.
    #[inline(always)]
    pub fn resume<R, T>(self, resume: R) -> R
    where
        R: Fn(At) -> Step<S, T>,
    {
        resume
    }
}

/// The slot holds a value of this type.
pub fn hint<T>(_: *mut T, _: &T) {}

/// A closure of the macro's that captures nothing need not be stored: the resume function, and what drops the rest of a local.
#[inline(always)]
pub(super) fn conjure<R>() -> R {
    const { assert!(size_of::<R>() == 0, "a closure of the macro's captures nothing") }
    // SAFETY: `R` has no bytes, so there is none to initialise, and it is the type of a closure, of which there is always a value.
    #[allow(clippy::uninit_assumed_init, clippy::let_and_return, reason = "there is nothing to initialise")]
    let closure = unsafe { MaybeUninit::<R>::uninit().assume_init() };
    closure
}

impl<H: Future<Output: Resume>, M> Coroutine<H, M> {
    /// The slots of a coroutine that was not polled yet.
    #[inline(always)]
    pub fn slots(&mut self) -> *mut <H::Output as Resume>::Slots {
        (&raw mut self.slots).cast()
    }
}

impl<H: Future<Output: Resume>, M> Future for Coroutine<H, M> {
    type Output = <H::Output as Resume>::Output;
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: nothing is moved out: the reference becomes a raw pointer at once, and the resume function keeps the frame in place.
        let this: *mut Self = unsafe { self.get_unchecked_mut() };
        let at = At::of(this, Some(cx));
        // SAFETY: the slots are begun (`allocate`, `unlabelled`), pinned by the type of `self`, and not entered: that takes another `&mut self`.
        let resume = || unsafe { conjure::<H::Output>().resume(at) };
        #[cfg(not(feature = "await-tree"))]
        return resume();
        // SAFETY: the slots are begun with a node, which the resume function does not touch.
        #[cfg(feature = "await-tree")]
        unsafe { Node::of(this) }.poll(|| Who::Coroutine(core::any::type_name::<H::Output>()), resume)
    }
}

impl<H: Future<Output: Resume>, M> Drop for Coroutine<H, M> {
    #[inline]
    fn drop(&mut self) {
        let this: *mut Self = self;
        // SAFETY: the slots are begun, and with a node, which the resume function does not touch.
        #[cfg(feature = "await-tree")]
        let _ended = Ended(unsafe { Node::of(this) });
        // SAFETY: the slots are begun. If they were ever resumed they are pinned until this returns, as `Pin` promises.
        let _ = unsafe { conjure::<H::Output>().resume(At::of(this, None)) };
    }
}

/// Never `Unpin`, for any lifetime: a bound on it is answered without a look at the slots.
pub struct NeverUnpin<'never>(PhantomData<&'never ()>, PhantomPinned);

impl<H: Future<Output: Resume>, M> Unpin for Coroutine<H, M> where for<'never> NeverUnpin<'never>: Unpin {}

// SAFETY: a coroutine is its slots, and `H` is `Send` only if these are (`allocate`). References between slots move along.
unsafe impl<H: Future<Output: Resume> + Send, M> Send for Coroutine<H, M> {}

// SAFETY: a shared reference to a coroutine gives access to nothing.
unsafe impl<H: Future<Output: Resume> + Sync, M> Sync for Coroutine<H, M> {}
