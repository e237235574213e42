//! Tuples of futures, by the trees of pairs under `join!` and `select!`.
//!
//! ```text
//! join((a, b, c))      Join<Both<Done<A>, Both<Done<B>, Done<C>>>>        yields (a, (b, c)), which becomes (a, b, c)
//! ```

use crate::private::{Arm, both, branch, done, join, select, try_join};
use core::future::{Future, IntoFuture};

/// The tuples that [`join`](super::join()) takes.
pub trait Join {
    /// The outputs.
    type Output;
    #[doc(hidden)]
    fn join(self) -> impl Future<Output = Self::Output>;
}

/// The tuples that [`try_join`](super::try_join()) takes.
pub trait TryJoin {
    /// The values of the results.
    type Output;
    /// The one type of their errors.
    type Error;
    #[doc(hidden)]
    fn try_join(self) -> impl Future<Output = Result<Self::Output, Self::Error>>;
}

/// The tuples that [`race`](super::race()) takes.
pub trait Race {
    /// The one type of output.
    type Output;
    #[doc(hidden)]
    fn race(self) -> impl Future<Output = Self::Output>;
}

/// Awaits, and changes the output. An `async fn` of rustc's, because generic code around it knows of no lifetimes to name.
async fn then<F: Future, T>(future: F, change: impl FnOnce(F::Output) -> T) -> T {
    change(future.await)
}

/// `tree!(leaf: a b c)` is `both(leaf(a), both(leaf(b), leaf(c)))`.
macro_rules! tree {
    ($leaf:ident: $last:ident) => {
        $leaf($last)
    };
    ($leaf:ident: $first:ident $($rest:ident)+) => {
        both($leaf($first), tree!($leaf: $($rest)+))
    };
}

/// `nested!(a b c)` is the pattern `(a, (b, c))`.
macro_rules! nested {
    ($last:ident) => {
        $last
    };
    ($first:ident $($rest:ident)+) => {
        ($first, nested!($($rest)+))
    };
}

/// The one value in `Arm<T, Arm<T, T>>`.
macro_rules! only {
    ($arm:ident: $last:ident) => {
        $arm
    };
    ($arm:ident: $first:ident $($rest:ident)+) => {
        match $arm {
            Arm::Here(value) => value,
            Arm::Below(arm) => only!(arm: $($rest)+),
        }
    };
}

macro_rules! tuple {
    ($($Future:ident $future:ident $Value:ident),+) => {
        impl<$($Future: IntoFuture),+> Join for ($($Future,)+) {
            type Output = ($($Future::Output,)+);

            fn join(self) -> impl Future<Output = Self::Output> {
                let ($($future,)+) = self;
                then(join(tree!(done: $($future)+), false), |nested!($($future)+)| ($($future,)+))
            }
        }

        impl<Error, $($Future, $Value),+> TryJoin for ($($Future,)+)
        where
            $($Future: IntoFuture<Output = Result<$Value, Error>>),+
        {
            type Output = ($($Value,)+);
            type Error = Error;

            fn try_join(self) -> impl Future<Output = Result<Self::Output, Error>> {
                let ($($future,)+) = self;
                then(try_join(tree!(done: $($future)+), false), |values| values.map(|nested!($($future)+)| ($($future,)+)))
            }
        }

        impl<Output, $($Future: IntoFuture<Output = Output>),+> Race for ($($Future,)+) {
            type Output = Output;

            fn race(self) -> impl Future<Output = Output> {
                let ($($future,)+) = self;
                $(let $future = branch($future, true, |_: &Output| true);)+
                then(select::<false, _>(tree!(leaf: $($future)+)), |arm| match arm {
                    Arm::Here(arm) => only!(arm: $($future)+),
                    Arm::Below(()) => unreachable!("no branch is ever disabled"),
                })
            }
        }
    };
}

/// A branch as it is.
fn leaf<B>(branch: B) -> B {
    branch
}

tuple!(A a U, B b V);
tuple!(A a U, B b V, C c W);
tuple!(A a U, B b V, C c W, D d X);
tuple!(A a U, B b V, C c W, D d X, E e Y);
tuple!(A a U, B b V, C c W, D d X, E e Y, F f Z);
tuple!(A a U, B b V, C c W, D d X, E e Y, F f Z, G g Z1);
tuple!(A a U, B b V, C c W, D d X, E e Y, F f Z, G g Z1, H h Z2);
