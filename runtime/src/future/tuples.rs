//! Tuples of futures.
//!
//! Whether a future is `Send` is decided after rustc has forgotten which lifetimes are the same. So what `join` and its like return is made of types
//! that say nothing about that, [`Tuple::Parts`] and [`Tuple::Arm`]; that outputs, or errors, are of one type is asked for in [`TryJoin`] and
//! [`Race`] alone. Otherwise futures whose outputs borrow would be `Send` in no task.

use crate::private::{Arm, both, branch, select};
use core::future::{Future, IntoFuture};
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

/// The tuples that can be awaited.
pub trait Tuple {
    /// The futures, and what comes of them.
    type Parts;
    fn parts(self) -> Self::Parts;
    /// The output of one, and which.
    type Arm;
    /// Below if all branches are disabled, which they never are.
    fn select(self) -> impl Future<Output = Arm<Self::Arm, ()>>;
}

/// The tuples that [`join`](super::join()) takes.
pub trait Join: Tuple {
    /// The outputs.
    type Output;
    #[doc(hidden)]
    fn poll_join(parts: Pin<&mut Self::Parts>, cx: &mut Context<'_>) -> Poll<Self::Output>;
}

/// The tuples that [`try_join`](super::try_join()) takes.
pub trait TryJoin: Tuple {
    /// The values of the results.
    type Output;
    /// The one type of their errors.
    type Error;
    #[doc(hidden)]
    fn poll_try_join(parts: Pin<&mut Self::Parts>, cx: &mut Context<'_>) -> Poll<Result<Self::Output, Self::Error>>;
}

/// The tuples that [`race`](super::race()) takes.
pub trait Race: Tuple {
    /// The one type of output.
    type Output;
    #[doc(hidden)]
    fn output(arm: Self::Arm) -> Self::Output;
}

/// A future that is dropped as soon as it is ready, then its output, then nothing.
///
/// `repr(C)`: the discriminant lies beside the future, not inside it, where references of the future's own may point.
#[repr(C)]
pub enum Part<F: Future> {
    Waiting(F),
    Ready(F::Output),
    Gone,
}

impl<F: Future> Part<F> {
    /// The output, if it is there.
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Option<&mut F::Output> {
        // SAFETY: the future is polled in its place, and dropped there by `set`.
        if let Part::Waiting(future) = unsafe { self.as_mut().get_unchecked_mut() } {
            // SAFETY: as above.
            let Poll::Ready(output) = unsafe { Pin::new_unchecked(future) }.poll(cx) else { return None };
            self.set(Part::Ready(output));
        }
        // SAFETY: an output is not pinned, and the future not touched.
        match unsafe { self.get_unchecked_mut() } {
            Part::Ready(output) => Some(output),
            Part::Waiting(_) => None,
            Part::Gone => panic!("a joined future was polled after completion"),
        }
    }

    /// The output of one that is ready.
    fn take(mut self: Pin<&mut Self>) -> F::Output {
        // SAFETY: an output is not pinned. What is replaced is dropped in its place if it is a future.
        match unsafe { self.as_mut().get_unchecked_mut() } {
            part @ Part::Ready(_) => match core::mem::replace(part, Part::Gone) {
                Part::Ready(output) => output,
                Part::Waiting(_) | Part::Gone => unreachable!("it was just looked at"),
            },
            Part::Waiting(_) | Part::Gone => unreachable!("all are ready"),
        }
    }
}

/// The future of [`join`](super::join()).
pub(super) struct Joining<T: Tuple>(T::Parts);

/// The future of [`try_join`](super::try_join()).
pub(super) struct TryJoining<T: Tuple>(T::Parts);

/// The future of [`race`](super::race()).
pub(super) struct Racing<T, S> {
    select: S,
    _tuple: PhantomData<fn(T)>,
}

pub(super) fn join<T: Join>(futures: T) -> Joining<T> {
    Joining(futures.parts())
}

pub(super) fn try_join<T: TryJoin>(futures: T) -> TryJoining<T> {
    TryJoining(futures.parts())
}

pub(super) fn race<T: Race>(futures: T) -> impl Future<Output = T::Output> {
    Racing::<T, _> { select: futures.select(), _tuple: PhantomData }
}

impl<T: Join> Future for Joining<T> {
    type Output = T::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> {
        // SAFETY: the parts are pinned with the whole: this is the only access to them, there is no `Drop` impl, the struct is not packed, and it is
        // `Unpin` only if they are.
        T::poll_join(unsafe { self.map_unchecked_mut(|joining| &mut joining.0) }, cx)
    }
}

impl<T: TryJoin> Future for TryJoining<T> {
    type Output = Result<T::Output, T::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: as for `Joining`.
        T::poll_try_join(unsafe { self.map_unchecked_mut(|joining| &mut joining.0) }, cx)
    }
}

impl<T: Race, S: Future<Output = Arm<T::Arm, ()>>> Future for Racing<T, S> {
    type Output = T::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> {
        // SAFETY: as for `Joining`.
        let select = unsafe { self.map_unchecked_mut(|racing| &mut racing.select) };
        select.poll(cx).map(|arm| match arm {
            Arm::Here(arm) => T::output(arm),
            Arm::Below(()) => unreachable!("no branch is ever disabled"),
        })
    }
}

/// `tree!(a b c)` is `both(a, both(b, c))`.
macro_rules! tree {
    ($last:ident) => {
        $last
    };
    ($first:ident $($rest:ident)+) => {
        both($first, tree!($($rest)+))
    };
}

/// `arm!(A B C)` is `Arm<A, Arm<B, C>>`, of outputs.
macro_rules! arm {
    ($Last:ident) => {
        $Last::Output
    };
    ($First:ident $($Rest:ident)+) => {
        Arm<$First::Output, arm!($($Rest)+)>
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

/// The parts of a tuple, each pinned.
macro_rules! each_pinned {
    ($parts:ident: $($future:ident)+) => {
        // SAFETY: the parts are pinned with the tuple, which has no `Drop` impl, is not packed, and is `Unpin` only if they are.
        let ($($future,)+) = unsafe {
            let ($($future,)+) = $parts.get_unchecked_mut();
            ($(Pin::new_unchecked($future),)+)
        };
    };
}

macro_rules! tuple {
    ($($Future:ident $future:ident $Value:ident),+) => {
        impl<$($Future: IntoFuture),+> Tuple for ($($Future,)+) {
            type Parts = ($(Part<$Future::IntoFuture>,)+);
            type Arm = arm!($($Future)+);

            fn parts(self) -> Self::Parts {
                let ($($future,)+) = self;
                ($(Part::Waiting($future.into_future()),)+)
            }

            fn select(self) -> impl Future<Output = Arm<Self::Arm, ()>> {
                let ($($future,)+) = self;
                $(let $future = branch($future, true, |_: &_| true);)+
                select::<false, _>(tree!($($future)+))
            }
        }

        impl<$($Future: IntoFuture),+> Join for ($($Future,)+) {
            type Output = ($($Future::Output,)+);

            fn poll_join(parts: Pin<&mut Self::Parts>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                each_pinned!(parts: $($future)+);
                let mut waiting = false;
                $(
                    let mut $future = $future;
                    waiting |= $future.as_mut().poll(cx).is_none();
                )+
                if waiting { Poll::Pending } else { Poll::Ready(($($future.take(),)+)) }
            }
        }

        impl<Error, $($Future, $Value),+> TryJoin for ($($Future,)+)
        where
            $($Future: IntoFuture<Output = Result<$Value, Error>>),+
        {
            type Output = ($($Value,)+);
            type Error = Error;

            fn poll_try_join(parts: Pin<&mut Self::Parts>, cx: &mut Context<'_>) -> Poll<Result<Self::Output, Error>> {
                each_pinned!(parts: $($future)+);
                let mut waiting = false;
                $(
                    let mut $future = $future;
                    match $future.as_mut().poll(cx) {
                        None => waiting = true,
                        Some(Ok(_)) => {}
                        Some(Err(_)) => return Poll::Ready(Err(failed($future.take()))),
                    }
                )+
                if waiting { Poll::Pending } else { Poll::Ready(Ok(($(done($future.take()),)+))) }
            }
        }

        impl<Output, $($Future: IntoFuture<Output = Output>),+> Race for ($($Future,)+) {
            type Output = Output;

            fn output(arm: Self::Arm) -> Output {
                only!(arm: $($future)+)
            }
        }
    };
}

fn failed<T, E>(result: Result<T, E>) -> E {
    match result {
        Err(error) => error,
        Ok(_) => unreachable!("it was just looked at"),
    }
}

fn done<T, E>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(_) => unreachable!("the first error has ended the wait"),
    }
}

tuple!(A a U, B b V);
tuple!(A a U, B b V, C c W);
tuple!(A a U, B b V, C c W, D d X);
tuple!(A a U, B b V, C c W, D d X, E e Y);
tuple!(A a U, B b V, C c W, D d X, E e Y, F f Z);
tuple!(A a U, B b V, C c W, D d X, E e Y, F f Z, G g Z1);
tuple!(A a U, B b V, C c W, D d X, E e Y, F f Z, G g Z1, H h Z2);
