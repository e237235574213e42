//! A coroutine in whose type the lifetimes are not the true ones.
//!
//! # Why
//!
//! rustc wants each lifetime in the type behind an `impl Future` to be one of the header. What is in a frame may live shorter than all of
//! these:
//!
//! ```text
//! async fn f<'a, 'b, T>(a: &'a str, b: &'b str, t: T) {
//!     let mut x = a; if … { x = b }      // as long as both 'a and 'b
//!     let lent = &t;                     // not longer than T
//! ```
//!
//! `async fn` does without a name for that: rustc erases the lifetimes of what it holds. Were one declared, with `'a: 'co, 'b: 'co, T: 'co`, all of
//! them were early bound, and it would be another function: it would implement no method of a trait that somebody else declared, and pass for no
//! `AsyncFn(&A, &B)`.
//!
//! # What is done
//!
//! The resume function is written as ever. It is a closure of the type `L`, and the borrow checker reads it with the true lifetimes, some of
//! which have no name. The coroutine is a `Coroutine<H, M>`, where `R`, the output of `H`, is what rustc infers from a call that control does not come to:
//!
//! ```text
//! let resume = |at, cx| …;                                                    // L
//! let mut coroutine = 'made: {
//!     break 'made unsafe { unlabelled() };                                    // Coroutine<H, M>, whatever H and R are
//!     same(resume, async { … })                                               // rustc: then R is the type of `resume`
//! };
//! unsafe { make(coroutine.slots_of(&resume), a, b, t) };
//! ```
//!
//! rustc unifies types wherever they stand, without their lifetimes; these are related by the borrow checker, which follows control and so
//! does not come here. So **`R` is `L` but for lifetimes**. That is not our word, nor is it read off the text of any type: had they another
//! difference, rustc would say E0308. (What stands in `R` for a lifetime that nothing asks about is rustc's choice, `'static` at present.)
//!
//! # Why that is sound
//!
//! 1. **One code.** Lifetimes are erased before code is generated. `R` and `L` are one closure then, with one frame of one layout, and select the
//!    same impls, since none can be selected by a lifetime.
//! 2. **What goes in** is checked: the parameters are written through [`Coroutine::slots_of`], with the types of `L`.
//! 3. **What comes out** is checked: [`Coroutine::slots_of`] is called, where control does come by, with an `L` whose output is that of `R`, down to the
//!    last lifetime; and that is the one in the header. This matters where the output is `impl Trait`, has a lifetime that is not
//!    written, or a `dyn Trait` without one: what the resume function returns is inferred there.
//! 4. **What happens between** is checked as for any coroutine: by the witness, which is the user's body with the user's own lifetimes, and once more in the
//!    resume function, whose slots are invariant and have the true lifetimes.
//! 5. **Nobody sees `R`.** Behind `impl Future` a caller knows what the header says: how long it lives, what it captures, what a drop of it uses. So
//!    that rustc itself insists on it that the lifetimes of the header are captured, they are mentioned in a type beside `R`.
//! 6. **But for auto traits,** which look behind. What is unsafe to get wrong, `Send` and `Sync`, is asked of `H`, which has no lifetimes
//!    (`sending`); other auto traits are asked of both.
//!
//! Should rustc relate lifetimes in unreachable code some day, such functions do not compile any more (E0700). Nothing becomes unsound.
//!
//! # The contract
//!
//! As for all of `private`: the compiler in `resumable-macros` is the only caller. [`unlabelled`] is `unsafe`, and says what that has to
//! keep. No value of the user's is handed to any of these functions: the parameters are written by generated code, and no name of
//! the user's stands in the block above.

use super::coroutine::{Coroutine, Resume};
use core::future::Future;
use core::marker::PhantomData;

/// A coroutine whose slots are not begun.
///
/// # Safety
///
/// There is a closure that captures nothing, written by the macro, of a type `L` that is the output of `H` but for lifetimes: it was given to
/// [`same`](super::same) in the place of the result. The caller writes the state and the parameters through [`Coroutine::slots_of`] that closure
/// before anything else happens to the result. `H` is `Send`, and `Sync`, only if the slots are, whatever their lifetimes are.
#[inline(always)]
pub unsafe fn unlabelled<H: Future<Output: Resume>, M>() -> Coroutine<H, M> {
    Coroutine { nothing: PhantomData }
}

impl<H: Future<Output: Resume>, M> Coroutine<H, M> {
    /// The slots of a coroutine that was not polled yet, by their true types. The output is the same in both.
    ///
    /// The pointer is used for what `R` is but for lifetimes (see [`unlabelled`]), so that it points to such slots.
    #[inline(always)]
    pub fn slots_of<L: Resume<Output = <H::Output as Resume>::Output>>(&mut self, _: &L) -> *mut L::Slots {
        (&raw mut self.slots).cast()
    }
}
