//! Futures that are polled together: what `join!` and `select!` of tokio and of futures stand for.
//!
//! The branches of one call are the leaves of a balanced tree of pairs, so that four of them make a type that is two pairs deep: coroutines
//! nest, and rustc's queries about nested types end at a depth of 128.
//!
//! ```text
//! join!(a, b, c)       Join<Both<Both<Done<A>, Done<B>>, Done<C>>>        yields ((a, b), c)
//! ```

mod join;
mod random;
mod select;
mod turn;

pub use join::{done, join, ready, try_join};
pub use select::{Asked, Immovable, branch, fused, nothing_left, select, select_now, unmatched};

use core::pin::Pin;

/// Two futures, or two pairs of them, that drop first to last, as the fields of a tuple do.
pub struct Both<L, R> {
    pub left: L,
    pub right: R,
}

/// Two futures, or two pairs of them, that drop last to first, as locals do.
pub struct Stacked<L, R> {
    // Fields drop in the order in which they are declared.
    pub right: R,
    pub left: L,
}

#[inline(always)]
pub fn both<L, R>(left: L, right: R) -> Both<L, R> {
    Both { left, right }
}

#[inline(always)]
pub fn stacked<L, R>(left: L, right: R) -> Stacked<L, R> {
    Stacked { right, left }
}

/// The pairs: nothing is moved out of them, so both halves are as pinned as the whole.
pub trait Pair {
    type Left;
    type Right;
    fn left(self: Pin<&mut Self>) -> Pin<&mut Self::Left>;
    fn right(self: Pin<&mut Self>) -> Pin<&mut Self::Right>;
}

macro_rules! pair {
    ($name:ident) => {
        impl<L, R> Pair for $name<L, R> {
            type Left = L;
            type Right = R;
            #[inline(always)]
            fn left(self: Pin<&mut Self>) -> Pin<&mut L> {
                // SAFETY: the field is pinned with the pair: there is no `Drop`, no other access to it, and `Unpin` is derived from it.
                unsafe { self.map_unchecked_mut(|pair| &mut pair.left) }
            }
            #[inline(always)]
            fn right(self: Pin<&mut Self>) -> Pin<&mut R> {
                // SAFETY: as above.
                unsafe { self.map_unchecked_mut(|pair| &mut pair.right) }
            }
        }
    };
}
pair!(Both);
pair!(Stacked);
