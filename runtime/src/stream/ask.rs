//! Futures that ask something about all items, and those that end with the first error.

use super::Stream;
use pin_project_lite::pin_project;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The future of [`StreamExt::count`](super::StreamExt::count).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Count<S> {
        #[pin]
        stream: S,
        count: usize,
    }
}

pub(super) fn count<S>(stream: S) -> Count<S> {
    Count { stream, count: 0 }
}

impl<S: Stream> Future for Count<S> {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let mut this = self.project();
        while ready!(this.stream.as_mut().poll_next(cx)).is_some() {
            *this.count += 1;
        }
        Poll::Ready(*this.count)
    }
}

/// The future that gives `found` at the first item of which the predicate says so, and `!found` at the end.
macro_rules! question {
    ($name:ident, $make:ident, $found:literal, $doc:literal) => {
        pin_project! {
            #[doc = $doc]
            #[derive(Debug)]
            #[must_use = "futures do nothing unless awaited"]
            pub struct $name<S, F> {
                #[pin]
                stream: S,
                accept: F,
            }
        }

        pub(super) fn $make<S, F>(stream: S, accept: F) -> $name<S, F> {
            $name { stream, accept }
        }

        impl<S: Stream, F: FnMut(S::Item) -> bool> Future for $name<S, F> {
            type Output = bool;

            fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
                let mut this = self.project();
                while let Some(item) = ready!(this.stream.as_mut().poll_next(cx)) {
                    if (this.accept)(item) == $found {
                        return Poll::Ready($found);
                    }
                }
                Poll::Ready(!$found)
            }
        }
    };
}

question!(Any, any, true, "The future of [`StreamExt::any`](super::StreamExt::any).");
question!(All, all, false, "The future of [`StreamExt::all`](super::StreamExt::all).");

/// What the items of a stream are that may fail: a `Result`.
pub trait Fallible: private::Sealed {
    /// What it is if it has not failed.
    type Value;
    /// Why it has failed.
    type Error;

    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Value, Self::Error>;
}

impl<T, E> Fallible for Result<T, E> {
    type Value = T;
    type Error = E;

    fn into_result(self) -> Result<T, E> {
        self
    }
}

mod private {
    pub trait Sealed {}

    impl<T, E> Sealed for Result<T, E> {}
}

pin_project! {
    /// The future of [`StreamExt::try_collect`](super::StreamExt::try_collect).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct TryCollect<S, C> {
        #[pin]
        stream: S,
        items: C,
    }
}

pub(super) fn try_collect<S, C: Default>(stream: S) -> TryCollect<S, C> {
    TryCollect { stream, items: C::default() }
}

impl<S, C> Future for TryCollect<S, C>
where
    S: Stream<Item: Fallible>,
    C: Default + Extend<<S::Item as Fallible>::Value>,
{
    type Output = Result<C, <S::Item as Fallible>::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        while let Some(item) = ready!(this.stream.as_mut().poll_next(cx)) {
            match item.into_result() {
                Ok(item) => this.items.extend([item]),
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        Poll::Ready(Ok(mem::take(this.items)))
    }
}

pin_project! {
    /// The future of [`StreamExt::try_for_each`](super::StreamExt::try_for_each).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct TryForEach<S, Fut, F> {
        #[pin]
        stream: S,
        #[pin]
        future: Option<Fut>,
        each: F,
    }
}

pub(super) fn try_for_each<S, Fut, F>(stream: S, each: F) -> TryForEach<S, Fut, F> {
    TryForEach { stream, future: None, each }
}

impl<S, Fut, F> Future for TryForEach<S, Fut, F>
where
    S: Stream<Item: Fallible>,
    Fut: Future<Output = Result<(), <S::Item as Fallible>::Error>>,
    F: FnMut(<S::Item as Fallible>::Value) -> Fut,
{
    type Output = Result<(), <S::Item as Fallible>::Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        loop {
            if let Some(future) = this.future.as_mut().as_pin_mut() {
                let done = ready!(future.poll(cx));
                this.future.set(None);
                if done.is_err() {
                    return Poll::Ready(done);
                }
            }
            match ready!(this.stream.as_mut().poll_next(cx)).map(Fallible::into_result) {
                Some(Ok(item)) => this.future.set(Some((this.each)(item))),
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => return Poll::Ready(Ok(())),
            }
        }
    }
}
