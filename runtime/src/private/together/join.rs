//! All of several futures.

use super::Pair;
use core::future::{Future, IntoFuture};
use core::pin::Pin;
use core::task::{Context, Poll};

/// A future that is dropped as soon as it is ready, then its output, then nothing.
///
/// `repr(C)`: the discriminant lies beside the future, not inside it, where references of the future's own may point.
#[repr(C)]
pub enum Done<F, T> {
    Waiting(F),
    Ready(T),
    Gone,
}

#[inline(always)]
pub fn done<F: IntoFuture>(future: F) -> Done<F::IntoFuture, F::Output> {
    Done::Waiting(future.into_future())
}

impl<F: Future> Done<F, F::Output> {
    /// Whether it is ready.
    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> bool {
        // SAFETY: the future is polled in its place, and dropped there by `set`.
        if let Done::Waiting(future) = unsafe { self.as_mut().get_unchecked_mut() } {
            // SAFETY: as above.
            let Poll::Ready(output) = unsafe { Pin::new_unchecked(future) }.poll(cx) else { return false };
            self.set(Done::Ready(output));
        }
        true
    }

    /// # Panics
    ///
    /// When it is not ready, or was taken already.
    fn take(self: Pin<&mut Self>) -> F::Output {
        // SAFETY: an output is not pinned; a future that waits is not moved but dropped in its place, by unwinding.
        let this = unsafe { self.get_unchecked_mut() };
        assert!(matches!(this, Done::Ready(_)), "a future of `join!` was polled after completion");
        match core::mem::replace(this, Done::Gone) {
            Done::Ready(output) => output,
            Done::Waiting(_) | Done::Gone => unreachable!("it was asserted to be ready"),
        }
    }
}

/// The tree of futures.
pub trait All {
    const COUNT: u32;
    type Output;
    /// Polls the `nth` future, and says whether it is ready.
    fn poll_nth(self: Pin<&mut Self>, nth: u32, cx: &mut Context<'_>) -> bool;
    fn take(self: Pin<&mut Self>) -> Self::Output;
}

impl<F: Future> All for Done<F, F::Output> {
    const COUNT: u32 = 1;
    type Output = F::Output;
    #[inline]
    fn poll_nth(self: Pin<&mut Self>, _: u32, cx: &mut Context<'_>) -> bool {
        self.poll(cx)
    }
    #[inline]
    fn take(self: Pin<&mut Self>) -> F::Output {
        self.take()
    }
}

#[diagnostic::do_not_recommend]
impl<P: Pair<Left: All, Right: All>> All for P {
    const COUNT: u32 = P::Left::COUNT + P::Right::COUNT;
    type Output = (<P::Left as All>::Output, <P::Right as All>::Output);
    #[inline]
    fn poll_nth(self: Pin<&mut Self>, nth: u32, cx: &mut Context<'_>) -> bool {
        match nth.checked_sub(P::Left::COUNT) {
            None => self.left().poll_nth(nth, cx),
            Some(nth) => self.right().poll_nth(nth, cx),
        }
    }
    #[inline]
    fn take(mut self: Pin<&mut Self>) -> Self::Output {
        (self.as_mut().left().take(), self.right().take())
    }
}

/// The tree of futures whose outputs are results.
#[diagnostic::on_unimplemented(
    message = "`try_join!` joins futures whose outputs are `Result`s with one type of error",
    label = "some output is no `Result`, or its error is of another type"
)]
pub trait TryAll: All {
    type Values;
    type Error;
    /// The error of the `nth` future, if it is ready with one.
    fn take_error(self: Pin<&mut Self>, nth: u32) -> Option<Self::Error>;
    /// The values of all, when all are ready and none has failed.
    fn take_values(self: Pin<&mut Self>) -> Self::Values;
}

impl<T, E, F: Future<Output = Result<T, E>>> TryAll for Done<F, Result<T, E>> {
    type Values = T;
    type Error = E;
    #[inline]
    fn take_error(self: Pin<&mut Self>, _: u32) -> Option<E> {
        matches!(*self, Done::Ready(Err(_))).then(|| Done::take(self)).and_then(Result::err)
    }
    #[inline]
    fn take_values(self: Pin<&mut Self>) -> T {
        match Done::take(self) {
            Ok(value) => value,
            Err(_) => unreachable!("the first error has ended the wait"),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<P> TryAll for P
where
    P: Pair<Left: TryAll, Right: TryAll<Error = <P::Left as TryAll>::Error>>,
{
    type Values = (<P::Left as TryAll>::Values, <P::Right as TryAll>::Values);
    type Error = <P::Left as TryAll>::Error;
    #[inline]
    fn take_error(self: Pin<&mut Self>, nth: u32) -> Option<Self::Error> {
        match nth.checked_sub(P::Left::COUNT) {
            None => self.left().take_error(nth),
            Some(nth) => self.right().take_error(nth),
        }
    }
    #[inline]
    fn take_values(mut self: Pin<&mut Self>) -> Self::Values {
        (self.as_mut().left().take_values(), self.right().take_values())
    }
}

/// Waits for all of them.
pub struct Join<A> {
    futures: A,
    turns: Turns,
}

/// Waits for all of them, or for the first error.
pub struct TryJoin<A> {
    futures: A,
    turns: Turns,
}

/// Which future is polled first: tokio begins with the next one at each poll, so that none takes all the time there is.
struct Turns {
    first: u32,
    rotate: bool,
}

impl Turns {
    #[inline]
    fn next(&mut self, count: u32) -> impl Iterator<Item = u32> + use<> {
        let first = self.first;
        if self.rotate {
            self.first = (first + 1) % count;
        }
        (first..count).chain(0..first)
    }
}

#[inline(always)]
pub fn join<A: All>(futures: A, rotate: bool) -> Join<A> {
    Join { futures, turns: Turns { first: 0, rotate } }
}

#[inline(always)]
pub fn try_join<A: TryAll>(futures: A, rotate: bool) -> TryJoin<A> {
    TryJoin { futures, turns: Turns { first: 0, rotate } }
}

/// `join!()`
pub fn ready<T>(value: T) -> core::future::Ready<T> {
    core::future::ready(value)
}

impl<A: All> Future for Join<A> {
    type Output = A::Output;
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        // SAFETY: `futures` is pinned with the whole, `turns` never is.
        let Join { futures, turns } = unsafe { self.get_unchecked_mut() };
        // SAFETY: as above.
        let mut futures = unsafe { Pin::new_unchecked(futures) };
        let mut waiting = false;
        for nth in turns.next(A::COUNT) {
            waiting |= !futures.as_mut().poll_nth(nth, cx);
        }
        if waiting { Poll::Pending } else { Poll::Ready(futures.take()) }
    }
}

impl<A: TryAll> Future for TryJoin<A> {
    type Output = Result<A::Values, A::Error>;
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: as for `Join`.
        let TryJoin { futures, turns } = unsafe { self.get_unchecked_mut() };
        // SAFETY: as for `Join`.
        let mut futures = unsafe { Pin::new_unchecked(futures) };
        let mut waiting = false;
        for nth in turns.next(A::COUNT) {
            if !futures.as_mut().poll_nth(nth, cx) {
                waiting = true;
            } else if let Some(error) = futures.as_mut().take_error(nth) {
                return Poll::Ready(Err(error));
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(Ok(futures.take_values())) }
    }
}
