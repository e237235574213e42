//! The first of several futures.

use super::super::Arm;
use super::{Pair, random, turn};
use core::future::{Future, IntoFuture};
use core::marker::PhantomData;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

/// A branch of tokio's `select!`: it is disabled by its precondition, or by an output that does not match its pattern.
pub struct Branch<F, P> {
    future: F,
    enabled: bool,
    matches: P,
}

#[inline(always)]
pub fn branch<F, P>(future: F, enabled: bool, matches: P) -> Branch<F::IntoFuture, P>
where
    F: IntoFuture,
    P: Fn(&F::Output) -> bool,
{
    Branch { future: future.into_future(), enabled, matches }
}

/// A branch of futures' `select!`, whose future knows whether it has ended.
pub struct Fused<F, P> {
    future: F,
    has_ended: P,
}

#[inline(always)]
pub fn fused<F: Future, P: Fn(&F) -> bool>(future: F, has_ended: P) -> Fused<F, P> {
    Fused { future, has_ended }
}

/// The tree of branches.
pub trait Any {
    const COUNT: u32;
    /// Whether it gives others a turn now and then, as tokio's does.
    const GIVES_TURNS: bool;
    type Output;
    fn poll_nth(self: Pin<&mut Self>, nth: u32, cx: &mut Context<'_>) -> Polled<Self::Output>;
}

pub enum Polled<T> {
    /// The branch is out of the race.
    Disabled,
    Pending,
    Ready(T),
}

impl<T> Polled<T> {
    fn map<U>(self, map: impl FnOnce(T) -> U) -> Polled<U> {
        match self {
            Polled::Disabled => Polled::Disabled,
            Polled::Pending => Polled::Pending,
            Polled::Ready(value) => Polled::Ready(map(value)),
        }
    }
}

impl<F: Future, P: Fn(&F::Output) -> bool> Any for Branch<F, P> {
    const COUNT: u32 = 1;
    const GIVES_TURNS: bool = true;
    type Output = F::Output;
    #[inline]
    fn poll_nth(self: Pin<&mut Self>, _: u32, cx: &mut Context<'_>) -> Polled<F::Output> {
        // SAFETY: the future is pinned with the branch, the rest never is.
        let Branch { future, enabled, matches } = unsafe { self.get_unchecked_mut() };
        if !*enabled {
            return Polled::Disabled;
        }
        // SAFETY: as above.
        let Poll::Ready(output) = unsafe { Pin::new_unchecked(future) }.poll(cx) else { return Polled::Pending };
        *enabled = false;
        if matches(&output) { Polled::Ready(output) } else { Polled::Disabled }
    }
}

impl<F: Future, P: Fn(&F) -> bool> Any for Fused<F, P> {
    const COUNT: u32 = 1;
    const GIVES_TURNS: bool = false;
    type Output = F::Output;
    #[inline]
    fn poll_nth(self: Pin<&mut Self>, _: u32, cx: &mut Context<'_>) -> Polled<F::Output> {
        // SAFETY: the future is pinned with the branch, the rest never is.
        let Fused { future, has_ended } = unsafe { self.get_unchecked_mut() };
        if has_ended(future) {
            return Polled::Disabled;
        }
        // SAFETY: as above.
        match unsafe { Pin::new_unchecked(future) }.poll(cx) {
            Poll::Ready(output) => Polled::Ready(output),
            Poll::Pending => Polled::Pending,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<P: Pair<Left: Any, Right: Any>> Any for P {
    const COUNT: u32 = P::Left::COUNT + P::Right::COUNT;
    const GIVES_TURNS: bool = P::Left::GIVES_TURNS;
    type Output = Arm<<P::Left as Any>::Output, <P::Right as Any>::Output>;
    #[inline]
    fn poll_nth(self: Pin<&mut Self>, nth: u32, cx: &mut Context<'_>) -> Polled<Self::Output> {
        match nth.checked_sub(P::Left::COUNT) {
            None => self.left().poll_nth(nth, cx).map(Arm::Here),
            Some(nth) => self.right().poll_nth(nth, cx).map(Arm::Below),
        }
    }
}

/// Waits for the first of them, `Arm::Here`; `Arm::Below` when all are disabled. If it is not biased towards the first branch, any may be
/// polled first.
pub struct Select<const BIASED: bool, B> {
    branches: B,
}

#[inline(always)]
pub fn select<const BIASED: bool, B: Any>(branches: B) -> Select<BIASED, B> {
    Select { branches }
}

impl<const BIASED: bool, B: Any> Select<BIASED, B> {
    fn poll_branches(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Arm<B::Output, ()>> {
        let first = if BIASED { 0 } else { random::below(B::COUNT) };
        // SAFETY: the branches are pinned with the whole.
        let mut branches = unsafe { self.map_unchecked_mut(|select| &mut select.branches) };
        let mut waiting = false;
        for nth in (first..B::COUNT).chain(0..first) {
            match branches.as_mut().poll_nth(nth, cx) {
                Polled::Ready(output) => return Poll::Ready(Arm::Here(output)),
                Polled::Pending => waiting = true,
                Polled::Disabled => {}
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(Arm::Below(())) }
    }
}

impl<const BIASED: bool, B: Any> Future for Select<BIASED, B> {
    type Output = Arm<B::Output, ()>;
    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if !B::GIVES_TURNS {
            return self.poll_branches(cx);
        }
        core::task::ready!(turn::of_others(cx));
        let polled = self.poll_branches(cx);
        turn::note(&polled);
        polled
    }
}

/// Polls them once: futures' `select!` with a `default` branch.
pub fn select_now<const BIASED: bool, B: Any>(select: Select<BIASED, B>) -> Poll<Arm<B::Output, ()>> {
    pin!(select).poll_branches(&mut Context::from_waker(Waker::noop()))
}

/// # Panics
///
/// Always, with the message of the macro.
pub fn nothing_left(message: &'static str) -> ! {
    panic!("{message}")
}

/// # Panics
///
/// Always: an output that the pattern matched does not match it any more.
pub fn unmatched() -> ! {
    unreachable!("failed to match bind")
}

/// Asks which `select!` a bare name means: see [`Asked::which`].
pub struct Asked<F>(PhantomData<F>);

impl<F> Asked<F> {
    #[inline(always)]
    pub fn about(_future: &F) -> Self {
        Asked(PhantomData)
    }
}

impl<F: Unpin> Asked<F> {
    /// A future that is given by its name stays where it is in futures' `select!`, and is dropped before the handler in tokio's. A future
    /// that cannot be moved can only be given to tokio's ([`Immovable`]); one that needs no destructor is dropped unseen.
    ///
    /// ```compile_fail,E0080
    /// macro_rules! select {
    ///     ($($anything:tt)*) => {};
    /// }
    ///
    /// #[resumable::coroutine]
    /// async fn first(a: std::pin::Pin<Box<dyn Future<Output = u32>>>) -> u32 {
    ///     select! { n = a => n }
    /// }
    /// resumable::block_on(first(Box::pin(async { 1 })));
    /// ```
    #[inline(always)]
    pub fn which(self) {
        const {
            assert!(
                !core::mem::needs_drop::<F>(),
                "this could be the `select!` of tokio, which drops the future before the handler runs, or that of futures, which does not: write `tokio::select!`, which ours is like, or `futures::select!`"
            )
        }
    }
}

/// The answer for futures that cannot be moved: methods of the type itself are found before those of a trait.
pub trait Immovable: Sized {
    #[inline(always)]
    fn which(self) {}
}

impl<F> Immovable for Asked<F> {}
