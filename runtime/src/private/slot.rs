//! Storage of one saved local.
//!
//! A slot is a place in the frame, and [`Slot`] is the handle to it: a pointer with no lifetime that rustc would have to follow through the
//! whole resume function. Making one is `unsafe`, and that is where the promise is given: *whoever makes a handle uses it as the witness uses
//! the local* (written before it is read, not read after it was moved, borrowed as rustc would allow). The methods are safe to call on that
//! ground, so that generated code stays readable; no user code can name a handle.
//!
//! There are no references to whole slots that may be borrowed.

use super::coroutine::At;
use core::cell::{Cell, UnsafeCell};
use core::future::Future;
use core::mem::{self, ManuallyDrop, MaybeUninit, needs_drop};
use core::ops::{Deref, DerefMut};
use core::pin::Pin;
use core::task::Poll;

/// The handle to one saved local. References to the value may live in the same frame.
pub struct Slot<T>(*mut T);

impl<T> Clone for Slot<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Slot<T> {}

// SAFETY: a handle stands for the references that a user's closure holds to the local, shared or unique, so it may go to another thread
// only if both kinds may.
unsafe impl<T: Send + Sync> Send for Slot<T> {}
// SAFETY: likewise.
unsafe impl<T: Send + Sync> Sync for Slot<T> {}

/// Where a local is kept that is alive at no suspension point: on the stack.
pub struct Place<T>(UnsafeCell<MaybeUninit<T>>);

impl<T> Place<T> {
    #[inline(always)]
    pub const fn empty() -> Self {
        Place(UnsafeCell::new(MaybeUninit::uninit()))
    }

    #[inline(always)]
    pub fn slot(&self) -> Slot<T> {
        Slot(self.0.get().cast())
    }
}

/// Where a little value is kept while the coroutine runs.
pub struct Near(UnsafeCell<MaybeUninit<NearStorage>>);

/// What the stack of a resume function may grow by for one local.
#[repr(align(16))]
struct NearStorage(#[allow(dead_code, reason = "its size matters")] [u8; 64]);

impl Near {
    #[inline(always)]
    pub const fn empty() -> Self {
        Near(UnsafeCell::new(MaybeUninit::uninit()))
    }
}

impl<T> Slot<T> {
    /// Itself, or a place on the stack that does as well: for a little value without a destructor.
    #[inline(always)]
    pub fn or(self, near: &Near) -> Self {
        let is_little = size_of::<T>() <= size_of::<NearStorage>() && align_of::<T>() <= align_of::<NearStorage>();
        if is_little && !needs_drop::<T>() { Slot(near.0.get().cast()) } else { self }
    }

    /// The same for a value that goes to its slot where the coroutine suspends: if it did, it comes back. What is moved so often is smaller still.
    #[inline(always)]
    pub fn away(self, near: &Near, is_kept: bool) -> Self {
        if !Self::MOVES {
            return self;
        }
        let away = self.or(near);
        if is_kept {
            self.copy_to(away)
        }
        away
    }

    /// The value, which is at `near`, goes to its slot, unless it is there: nothing refers to it.
    #[inline(always)]
    pub fn keep(self, near: Self) {
        if Self::MOVES {
            near.copy_to(self)
        }
    }

    const MOVES: bool = size_of::<T>() <= 2 * size_of::<usize>() && !needs_drop::<T>();

    #[inline(always)]
    fn copy_to(self, to: Self) {
        // SAFETY: a place of this type each. Whether there is a value is known to who asks for this, and one is not used in two places.
        unsafe { to.0.cast::<MaybeUninit<T>>().write(self.0.cast::<MaybeUninit<T>>().read()) }
    }

    /// The handle to the slot at `place`.
    ///
    /// # Safety
    ///
    /// `place` is a field of a pinned frame, and the handle is used as the witness uses the local. What shares the place is empty while this
    /// is not.
    #[inline(always)]
    pub unsafe fn at(place: *mut T) -> Self {
        Slot(place)
    }

    #[inline(always)]
    pub fn write(self, value: T) {
        // SAFETY: nothing borrows the local before it is initialised (see `at`).
        unsafe { self.0.write(value) }
    }

    /// [`Slot::write`], then a borrow of the value.
    #[inline(always)]
    pub fn lend<'place>(self, value: T) -> &'place T {
        self.write(value);
        self.get()
    }

    /// Moves the value out.
    #[inline(always)]
    pub fn read(self) -> T {
        // SAFETY: the local is initialised here, and not used again unless it is `Copy` (see `at`).
        unsafe { self.0.read() }
    }

    /// The place, shared. Its lifetime is unbounded: what is reborrowed through a `&'a mut` kept in a slot may live for `'a`.
    #[inline(always)]
    pub fn get<'place>(self) -> &'place T {
        // SAFETY: the witness has this borrow too, and rustc accepted it (see `at`).
        unsafe { &*self.0 }
    }

    /// The place, unique.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub fn get_mut<'place>(self) -> &'place mut T {
        // SAFETY: the witness has this borrow too, and rustc accepted it (see `at`).
        unsafe { &mut *self.0 }
    }

    /// The place, for a method that by its name looks at it: should it change it, the place is unique.
    #[inline(always)]
    pub fn either(self) -> Either<T> {
        Either(self)
    }

    /// Polls the future in the slot, if there is a context to poll it with, and drops it if that was the last time: when it is ready, when it
    /// panics, and without a context.
    #[inline(always)]
    pub fn poll(self, at: At) -> Awaited<T::Output>
    where
        T: Future,
    {
        let over = Over(self);
        let Some(cx) = at.context() else { return Awaited::Cancelled };
        // SAFETY: the frame is pinned, and a future stays in its slot until it is dropped there.
        match unsafe { Pin::new_unchecked(self.get_mut()) }.poll(cx) {
            Poll::Ready(value) => Awaited::Ready(value),
            Poll::Pending => {
                #[cfg(feature = "await-tree")]
                super::node::awaiting::<T>();
                mem::forget(over);
                Awaited::Pending
            }
        }
    }

    /// The guard that drops the value where rustc would have dropped the local.
    #[inline(always)]
    pub fn hold(self, suspended: &Cell<bool>) -> Held<'_, T> {
        Held { slot: self, suspended }
    }

    /// [`Slot::write`], then [`Slot::hold`].
    #[inline(always)]
    pub fn begin(self, value: T, suspended: &Cell<bool>) -> Held<'_, T> {
        self.write(value);
        self.hold(suspended)
    }

    #[inline(always)]
    pub(super) fn drop_in_place(self) {
        // SAFETY: the guards call this once per initialisation, when nothing can borrow the local any more (see `at`).
        unsafe { self.0.drop_in_place() }
    }
}

/// Drops a future for which there is no next poll.
struct Over<T>(Slot<T>);

impl<T> Drop for Over<T> {
    #[inline(always)]
    fn drop(&mut self) {
        self.0.drop_in_place()
    }
}

/// Where the value is that shares its storage with others.
#[inline(always)]
pub fn inside<T>(place: *mut ManuallyDrop<T>) -> *mut T {
    // `ManuallyDrop` is transparent.
    place.cast()
}

/// What becomes of an await.
pub enum Awaited<T> {
    Ready(T),
    /// The coroutine suspends here.
    Pending,
    /// The coroutine is dropped here.
    Cancelled,
}

/// Owns the duty to drop a pinned local that is never moved away.
pub struct Held<'run, T> {
    slot: Slot<T>,
    suspended: &'run Cell<bool>,
}

impl<T> Drop for Held<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.suspended.get() {
            self.slot.drop_in_place()
        }
    }
}

/// The handle to a drop flag: set when the local is initialised, cleared when it is moved away. The resume function alone touches it.
#[derive(Clone, Copy)]
pub struct Flag(*mut bool);

// SAFETY: a closure of the user's that has a handle is run by the resume function, which has the frame to itself.
unsafe impl Send for Flag {}
// SAFETY: likewise.
unsafe impl Sync for Flag {}

impl Flag {
    /// The flag at `place`.
    ///
    /// # Safety
    ///
    /// `place` is a field of a pinned frame; only the frame's resume function uses the result.
    #[inline(always)]
    pub unsafe fn at(place: *mut bool) -> Self {
        Flag(place)
    }

    /// A flag on the stack, which the resume function does not touch otherwise, and which is there as long as the handle is.
    #[inline(always)]
    pub fn new(live: &mut bool) -> Self {
        Flag(live)
    }

    #[inline(always)]
    pub(super) fn get(self) -> bool {
        // SAFETY: no reference to the flag is used, and one thread runs the resume function (see `at`).
        unsafe { self.0.read() }
    }

    #[inline(always)]
    pub fn set(self, live: bool) {
        // SAFETY: as in `get`.
        unsafe { self.0.write(live) }
    }
}

/// What [`Slot::either`] gives: rustc chooses.
pub struct Either<T>(Slot<T>);

impl<T> Deref for Either<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        self.0.get()
    }
}

impl<T> DerefMut for Either<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }
}

/// The handle to a pinned local that is initialised late or moved away.
pub struct Flagged<T> {
    slot: Slot<T>,
    live: Flag,
}

impl<T> Clone for Flagged<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Flagged<T> {}

impl<T> Flagged<T> {
    #[inline(always)]
    pub fn new(slot: Slot<T>, live: Flag) -> Self {
        Flagged { slot, live }
    }

    /// What has no destructor has no use for its flag: nothing is spent on it.
    #[inline(always)]
    fn set_live(self, live: bool) {
        if needs_drop::<T>() {
            self.live.set(live)
        }
    }

    /// Initialises the local, which holds nothing.
    #[inline(always)]
    pub fn write(self, value: T) {
        self.slot.write(value);
        self.set_live(true)
    }

    /// Declares the local without a value.
    #[inline(always)]
    pub fn declare(self) {
        self.set_live(false)
    }

    /// Moves or copies the value out: a copy is not dropped either, because nothing that is `Copy` needs it.
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

    /// `x = value`: drops what the local holds, if it holds something.
    #[inline(always)]
    pub fn assign(self, value: T) {
        // The new value is in place even when the old one's destructor panics, as for any assignment.
        let guard = AssignOnDrop { to: self, value: MaybeUninit::new(value) };
        if needs_drop::<T>() && self.live.get() {
            self.slot.drop_in_place();
        }
        drop(guard)
    }

    /// [`Flagged::assign`], then a borrow of the value.
    #[inline(always)]
    pub fn lend<'place>(self, value: T) -> &'place T {
        self.assign(value);
        self.slot.get()
    }

    #[inline(always)]
    pub fn hold(self, suspended: &Cell<bool>) -> HeldIf<'_, T> {
        HeldIf { slot: self.slot, live: self.live, suspended }
    }

    /// [`Flagged::write`], then [`Flagged::hold`].
    #[inline(always)]
    pub fn begin(self, value: T, suspended: &Cell<bool>) -> HeldIf<'_, T> {
        self.write(value);
        self.hold(suspended)
    }
}

/// The slot of what is taken to be `Copy`, because it is used again after it was moved.
///
/// ```compile_fail,E0080
/// fn fail() -> ! {
///     panic!("failed")
/// }
///
/// #[resumable::coroutine]
/// async fn takes_what_fails_for_what_goes_on(fails: bool) {
///     let mut text = String::from("moved");
///     std::future::ready(text).await;
///     if fails {
///         fail()
///     } else {
///         text = String::from("another")
///     }
///     drop(text)
/// }
/// resumable::block_on(takes_what_fails_for_what_goes_on(false));
/// ```
///
/// `return` says that the call does not:
///
/// ```
/// fn fail() -> ! {
///     panic!("failed")
/// }
///
/// #[resumable::coroutine]
/// async fn knows_that_nothing_goes_on(fails: bool) {
///     let mut text = String::from("moved");
///     std::future::ready(text).await;
///     if fails {
///         return fail();
///     } else {
///         text = String::from("another")
///     }
///     drop(text)
/// }
/// resumable::block_on(knows_that_nothing_goes_on(false));
/// ```
#[inline(always)]
pub fn copied<T>(_: Slot<T>) {
    const {
        assert!(
            !needs_drop::<T>(),
            "a local that lives across an await is moved, and used again behind something that seems to go on and never does: write `return` before the call that does not return, as in `return fail()`"
        )
    }
}

struct AssignOnDrop<T> {
    to: Flagged<T>,
    value: MaybeUninit<T>,
}

impl<T> Drop for AssignOnDrop<T> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: `assign` initialised the value, and this runs once.
        self.to.write(unsafe { self.value.assume_init_read() })
    }
}

/// Owns the duty to drop a pinned local that may have been moved away.
pub struct HeldIf<'run, T> {
    slot: Slot<T>,
    live: Flag,
    suspended: &'run Cell<bool>,
}

impl<T> Drop for HeldIf<'_, T> {
    #[inline(always)]
    fn drop(&mut self) {
        if needs_drop::<T>() && !self.suspended.get() && self.live.get() {
            self.live.set(false);
            self.slot.drop_in_place()
        }
    }
}

/// `pin!` for a value that has its own slot.
///
/// # Safety
///
/// `value` is a pinned local that is never moved, and dropped in place.
#[inline(always)]
pub unsafe fn pin_place<T>(value: &mut T) -> Pin<&mut T> {
    // SAFETY: the caller vouches for it.
    unsafe { Pin::new_unchecked(value) }
}

#[cold]
#[inline(never)]
pub(super) fn evaluated_again() -> ! {
    panic!("a macro looks more than once at what is moved in its argument")
}

/// Takes the value that a macro evaluates its argument for.
///
/// # Panics
///
/// When it is evaluated once more.
#[inline]
pub fn give<T>(held: &mut Option<T>) -> T {
    held.take().expect("a macro that this attribute takes for the known one evaluates its argument twice")
}
