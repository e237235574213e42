//! Waiting for several futures in one task: [`join`] for all of them, [`try_join`] for all or the first error, [`race`] and [`select`] for the
//! first.
//!
//! They take a tuple of up to eight futures, of different types, and poll all of them whenever the task is woken. Inside a coroutine the macros
//! `join!`, `try_join!` and `select!` of tokio and of futures do the same. For many futures, or an unknown number, there are [`join_all`],
//! [`try_join_all`] and [`race_all`], and for very many tasks of their own.
//!
//! ```
//! use resumable::future::{Either, join, race, select, try_join};
//!
//! # resumable::block_on(async {
//! assert_eq!(join((async { 1 }, async { "two" })).await, (1, "two"));
//! let failed = try_join((async { Ok(1) }, async { Err::<(), _>("no") }));
//! assert_eq!(failed.await, Err("no"));
//! assert_eq!(race((std::future::pending(), async { 3 })).await, 3);
//! let Either::Right(number) = select(std::future::pending::<()>(), async { 4 }).await else { unreachable!() };
//! assert_eq!(number, 4);
//! # });
//! ```
//!
//! Cancel safety of all of them: that of the futures, which are dropped together.

#[cfg(feature = "alloc")]
mod many;
mod tuples;

#[cfg(feature = "alloc")]
pub use many::{JoinAll, RaceAll, TryJoinAll, join_all, race_all, try_join_all};
pub use tuples::{Join, Race, TryJoin};

use crate::private::{Arm, both, branch};
use core::future::{Future, IntoFuture};

/// Waits for all of a tuple of futures, and returns the tuple of their outputs. In each turn they are polled first to last.
///
/// A future is dropped as soon as it is ready.
pub fn join<T: Join>(futures: T) -> impl Future<Output = T::Output> {
    tuples::join(futures)
}

/// Waits for all of a tuple of futures that return `Result`s, or for the first error. In each turn they are polled first to last.
///
/// # Errors
///
/// The first error that there is. The other futures are dropped with this one, not driven to their ends.
pub fn try_join<T: TryJoin>(futures: T) -> impl Future<Output = Result<T::Output, T::Error>> {
    tuples::try_join(futures)
}

/// Waits for the first of a tuple of futures with one type of output. Where to begin polling is drawn anew each time, so that none wins always.
///
/// The others are dropped with this one, not driven to their ends.
pub fn race<T: Race>(futures: T) -> impl Future<Output = T::Output> {
    tuples::race(futures)
}

/// Waits for the first of two futures, and tells which it was. Where to begin polling is drawn anew each time.
///
/// To go on with the other future, lend it: `select(&mut a, &mut b)`.
///
/// Cancel safety: that of the futures, which are dropped together.
pub async fn select<A: IntoFuture, B: IntoFuture>(left: A, right: B) -> Either<A::Output, B::Output> {
    let branches = both(branch(left, true, |_: &_| true), branch(right, true, |_: &_| true));
    match crate::private::select::<false, _>(branches).await {
        Arm::Here(Arm::Here(left)) => Either::Left(left),
        Arm::Here(Arm::Below(right)) => Either::Right(right),
        Arm::Below(()) => unreachable!("no branch is ever disabled"),
    }
}

/// One of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Either<L, R> {
    /// The first.
    Left(L),
    /// The second.
    Right(R),
}

impl<T> Either<T, T> {
    /// The value, whichever it is.
    pub fn into_inner(self) -> T {
        match self {
            Either::Left(value) | Either::Right(value) => value,
        }
    }
}
