//! Storage of a saved local that parts are moved out of.
//!
//! `x.f` by value moves a part and leaves the rest, which drops at the end of `x`'s scope. A flag for each part says whether it is gone. What
//! is left is dropped by a function that the macro writes: it makes the same moves once more, of a Rust local with the bits of `x`, and lets
//! rustc drop the rest of that.
//!
//! That function is a closure which captures nothing, so its type is enough to call it. It is said once, where rustc knows the type of `x`: with
//! the first value, or, if `x` is declared without one, behind all the rest (see [`afterwards`]).

use super::coroutine::conjure;
use super::receiver::Questions;
use super::slot::{Flag, Slot, evaluated_again};
use core::cell::Cell;
use core::marker::PhantomData;
use core::mem::{MaybeUninit, needs_drop};

/// The handle to such a local. `R` drops what is left of a value, given which parts are gone, and what is asked about some of them.
pub struct Parted<T, Q, R, const N: usize> {
    slot: Slot<T>,
    live: Flag,
    gone: [Flag; N],
    rest: PhantomData<fn(Q) -> R>,
}

impl<T, Q, R, const N: usize> Clone for Parted<T, Q, R, N> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, Q, R, const N: usize> Copy for Parted<T, Q, R, N> {}

impl<T, Q: Questions, R: Fn(T, [bool; N], Q), const N: usize> Parted<T, Q, R, N> {
    #[inline(always)]
    pub fn new(slot: Slot<T>, live: Flag, gone: [Flag; N]) -> Self {
        Parted { slot, live, gone, rest: PhantomData }
    }

    /// What drops the rest.
    #[inline(always)]
    pub fn rest(self, rest: R) -> Self {
        let _ = rest;
        self
    }

    /// What has no destructor has no use for its flags: nothing is spent on them.
    #[inline(always)]
    fn set_live(self, live: bool) {
        if needs_drop::<T>() {
            self.live.set(live)
        }
    }

    /// Declares the local without a value.
    #[inline(always)]
    pub fn declare(self) {
        self.set_live(false)
    }

    /// Initialises the local, which holds nothing.
    #[inline(always)]
    pub fn write(self, value: T) {
        self.slot.write(value);
        if needs_drop::<T>() {
            self.gone.iter().for_each(|gone| gone.set(false));
        }
        self.set_live(true)
    }

    /// What is asked about its parts.
    #[inline(always)]
    pub fn questions(self) -> Q {
        Q::new()
    }

    /// Moves or copies the value out, no part of which is gone.
    #[inline(always)]
    pub fn take(self) -> T {
        self.set_live(false);
        self.slot.read()
    }

    /// The same in an argument of a macro.
    ///
    /// # Panics
    ///
    /// When the macro evaluates it once more, which no macro does to what the witness moves there.
    #[inline(always)]
    pub fn take_once(self) -> T {
        if needs_drop::<T>() && !self.live.get() {
            evaluated_again()
        }
        self.take()
    }

    /// Moves or copies part `index` out, which is at `place`. One without a destructor, as a copy is, may drop twice: nothing happens.
    #[inline(always)]
    #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "only generated code has a handle, see `Slot`")]
    pub fn part<P>(self, index: usize, place: *const P) -> P {
        if needs_drop::<P>() {
            self.gone[index].set(true);
        }
        // SAFETY: the macro gives the place of the part, which the witness moves too: it is initialised, and not used again unless it is
        // `Copy`.
        unsafe { place.read() }
    }

    /// The bits of the value, for a closure that takes part `index` of it; what that leaves must not drop there.
    #[inline(always)]
    pub fn bits(self, index: usize) -> T {
        if needs_drop::<T>() {
            self.gone[index].set(true);
        }
        self.slot.read()
    }

    /// Moves or copies what is at `place` out, but for the fields that a literal has values for: `with` puts these in. One that is `Copy` is
    /// copied, and nothing of the other fields drops twice: what is left is what the literal leaves, made once more.
    #[inline(always)]
    #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "only generated code has a handle, see `Slot`")]
    pub fn all_but<P, V, L>(self, index: usize, place: *const P, values: V, with: impl FnOnce(P, V) -> L) -> L {
        if needs_drop::<P>() {
            self.gone[index].set(true);
        }
        // SAFETY: the macro gives the place, which the witness moves the other fields out of: it is initialised, and those are not used again
        // unless they are `Copy`. The fields with values are overwritten before anything drops.
        with(unsafe { place.read() }, values)
    }

    /// Exchanges what an arm bound of a reference to the local, or to a part of it, for what it binds of the value. `types` never runs.
    ///
    /// A test behind a reference cannot be made again when the rest drops, as the reference may dangle then:
    ///
    /// ```compile_fail,E0080
    /// #[resumable::coroutine]
    /// async fn looks_behind_a_reference(other: &Option<u32>) -> usize {
    ///     let pair = (String::from("moved"), other);
    ///     resumable::yield_now().await;
    ///     let (text, Some(_n)) = pair else { return 0 };
    ///     resumable::yield_now().await;
    ///     text.len()
    /// }
    /// resumable::block_on(looks_behind_a_reference(&Some(1)));
    /// ```
    ///
    /// One after the other:
    ///
    /// ```
    /// #[resumable::coroutine]
    /// async fn one_after_the_other(other: &Option<u32>) -> usize {
    ///     let pair = (String::from("moved"), other);
    ///     resumable::yield_now().await;
    ///     let (text, other) = pair;
    ///     let Some(_n) = other else { return 0 };
    ///     resumable::yield_now().await;
    ///     text.len()
    /// }
    /// assert_eq!(resumable::block_on(one_after_the_other(&Some(1))), 5);
    /// ```
    #[inline(always)]
    pub fn parts<B, P: PartOf<B>>(self, index: usize, bound: B, types: fn(T) -> P) -> P {
        const {
            assert!(
                !P::DROPS || P::SURE,
                "a pattern looks behind a reference and moves something else out of a local that lives across an await: match the two one after the other"
            )
        };
        let _ = types;
        if P::DROPS {
            self.gone[index].set(true);
        }
        // SAFETY: the macro matched the same pattern against the place, and the witness moves what it binds.
        unsafe { P::part_of(bound) }
    }

    /// `x = value`: drops what the local still holds.
    #[inline(always)]
    pub fn assign(self, value: T) {
        // The new value is in place even when the old one's destructor panics, as for any assignment.
        let guard = AssignOnDrop { to: self, value: MaybeUninit::new(value) };
        self.end();
        drop(guard)
    }

    /// [`Parted::assign`], then a borrow of the value.
    #[inline(always)]
    pub fn lend<'place>(self, value: T) -> &'place T {
        self.assign(value);
        self.slot.get()
    }

    #[inline(always)]
    pub fn hold(self, suspended: &Cell<bool>) -> HeldParts<'_, T, Q, R, N> {
        HeldParts { parted: self, suspended }
    }

    /// [`Parted::write`], then [`Parted::hold`]; and what drops the rest.
    #[inline(always)]
    pub fn begin(self, value: T, suspended: &Cell<bool>, rest: R) -> HeldParts<'_, T, Q, R, N> {
        self.write(value);
        self.rest(rest).hold(suspended)
    }

    /// `x.f = value`, where `x.f`, or a part of it, may be gone by one of the flags at `indices`: drops what is left of it, of which `rest` makes
    /// the same move once more.
    #[inline(always)]
    #[allow(clippy::not_unsafe_ptr_arg_deref, reason = "only generated code has a handle, see `Slot`")]
    pub fn fill<P, const M: usize>(self, indices: [usize; M], value: P, place: *mut P, rest: fn(P, [bool; M], Q)) {
        let gone = indices.map(|index| needs_drop::<T>() && self.gone[index].get());
        if !gone.contains(&true) {
            // SAFETY: the macro gives the place of the field, which the witness assigns too, so that the local is there, and nothing borrows
            // from it. No part of the field is gone.
            unsafe { *place = value };
            return;
        }
        indices.iter().for_each(|index| self.gone[*index].set(false));
        // SAFETY: the same. What comes out is handed to `rest`, which forgets the part that is gone.
        rest(unsafe { place.replace(value) }, gone, Q::new())
    }

    /// Drops what the local holds. A value that is whole drops in its place.
    #[inline(always)]
    fn end(self) {
        if !needs_drop::<T>() || !self.live.get() {
            return;
        }
        self.set_live(false);
        let gone = self.gone.map(Flag::get);
        if gone.contains(&true) { conjure::<R>()(self.slot.read(), gone, Q::new()) } else { self.slot.drop_in_place() }
    }
}

/// What is said behind the machine, of closures that it has used the types of: rustc looks into an argument that is a closure when it has seen
/// the others, so there it knows the type of each local.
#[inline(always)]
pub fn afterwards<T>(step: T, said: impl FnOnce()) -> T {
    let _ = said;
    step
}

/// A value for a field, of its type.
#[inline(always)]
pub fn of_field<A>(_: *const A, value: A) -> A {
    value
}

/// Puts a value into a field of which the old one stays where it was, see [`Parted::all_but`].
#[inline(always)]
pub fn overwrite<A>(field: &mut A, value: A) {
    // SAFETY: the reference is valid for writes. What it held is a copy, whose original drops.
    unsafe { core::ptr::write(field, value) }
}

/// The bits of a field that is left, in a literal that is forgotten: see [`HeldParts`].
#[inline(always)]
pub fn once_more<A>(field: &A) -> A {
    // SAFETY: the reference is valid for reads, and the macro forgets what comes out.
    unsafe { core::ptr::read(field) }
}

struct AssignOnDrop<T, Q: Questions, R: Fn(T, [bool; N], Q), const N: usize> {
    to: Parted<T, Q, R, N>,
    value: MaybeUninit<T>,
}

impl<T, Q: Questions, R: Fn(T, [bool; N], Q), const N: usize> Drop for AssignOnDrop<T, Q, R, N> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: `assign` initialised the value, and this runs once.
        self.to.write(unsafe { self.value.assume_init_read() })
    }
}

/// Owns the duty to drop what is left of such a local.
pub struct HeldParts<'run, T, Q: Questions, R: Fn(T, [bool; N], Q), const N: usize> {
    parted: Parted<T, Q, R, N>,
    suspended: &'run Cell<bool>,
}

impl<T, Q: Questions, R: Fn(T, [bool; N], Q), const N: usize> Drop for HeldParts<'_, T, Q, R, N> {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.suspended.get() {
            self.parted.end()
        }
    }
}

/// What a pattern binds of a value, made from an `R`, which it binds of a reference to the value. Several are `(P, (Q, ()))`.
///
/// Where the pattern looks behind a reference in the value, it binds the same reference of both.
pub trait PartOf<R>: Sized {
    /// Whether it is the part itself.
    const OWNED: bool;
    /// Whether it has a destructor, so that it was moved.
    const DROPS: bool;
    /// Whether what decides about it lies in the value itself, and so can be looked at later.
    const SURE: bool = true;

    /// # Safety
    ///
    /// `bound` is what the pattern bound. The part is not used again but through the result, unless it is `Copy`.
    unsafe fn part_of(bound: R) -> Self;
}

/// A reference that a test below the root of the pattern decided about.
pub struct Deep<R>(pub R);

impl<A> PartOf<&mut A> for A {
    const OWNED: bool = true;
    const DROPS: bool = needs_drop::<A>();

    #[inline(always)]
    unsafe fn part_of(bound: &mut A) -> A {
        // SAFETY: the caller vouches for it.
        unsafe { core::ptr::read(bound) }
    }
}

impl<'a, A: ?Sized> PartOf<&'a mut A> for &'a mut A {
    const OWNED: bool = false;
    const DROPS: bool = false;

    #[inline(always)]
    unsafe fn part_of(bound: &'a mut A) -> &'a mut A {
        bound
    }
}

impl<'a, A: ?Sized> PartOf<&'a A> for &'a A {
    const OWNED: bool = false;
    const DROPS: bool = false;

    #[inline(always)]
    unsafe fn part_of(bound: &'a A) -> &'a A {
        bound
    }
}

impl<R, A: PartOf<R>> PartOf<Deep<R>> for A {
    const OWNED: bool = A::OWNED;
    const DROPS: bool = A::DROPS;
    const SURE: bool = A::OWNED;

    #[inline(always)]
    unsafe fn part_of(bound: Deep<R>) -> A {
        // SAFETY: the caller vouches for it.
        unsafe { A::part_of(bound.0) }
    }
}

impl PartOf<()> for () {
    const OWNED: bool = true;
    const DROPS: bool = false;

    #[inline(always)]
    unsafe fn part_of((): ()) {}
}

impl<R, S, A: PartOf<R>, B: PartOf<S>> PartOf<(R, S)> for (A, B) {
    const OWNED: bool = A::OWNED && B::OWNED;
    const DROPS: bool = A::DROPS || B::DROPS;
    const SURE: bool = A::SURE && B::SURE;

    #[inline(always)]
    unsafe fn part_of((first, others): (R, S)) -> (A, B) {
        // SAFETY: the caller vouches for both.
        unsafe { (A::part_of(first), B::part_of(others)) }
    }
}

/// What is at `place`, to be cast to a number. An enum that can be has no destructor, so that it makes no difference whether it is moved.
#[inline(always)]
#[allow(clippy::not_unsafe_ptr_arg_deref, reason = "only generated code has a place, see `Slot`")]
pub fn cast<T>(place: *const T) -> T {
    // SAFETY: the macro gives the place of a local, or of a part of one, that the witness casts too: it is initialised, and not used again unless it
    // is `Copy`. A field of a packed struct may be anywhere.
    unsafe { place.read_unaligned() }
}
