//! Futures that take items out of streams.

use super::Stream;
use pin_project_lite::pin_project;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The future of [`StreamExt::next`](super::StreamExt::next).
#[derive(Debug)]
#[must_use = "futures do nothing unless awaited"]
pub struct Next<'a, S: ?Sized> {
    stream: &'a mut S,
}

pub(super) fn next<S: ?Sized>(stream: &mut S) -> Next<'_, S> {
    Next { stream }
}

impl<S: Stream + Unpin + ?Sized> Future for Next<'_, S> {
    type Output = Option<S::Item>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut *self.get_mut().stream).poll_next(cx)
    }
}

pin_project! {
    /// The future of [`StreamExt::collect`](super::StreamExt::collect).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Collect<S, C> {
        #[pin]
        stream: S,
        items: C,
    }
}

pub(super) fn collect<S, C: Default>(stream: S) -> Collect<S, C> {
    Collect { stream, items: C::default() }
}

impl<S: Stream, C: Default + Extend<S::Item>> Future for Collect<S, C> {
    type Output = C;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<C> {
        let mut this = self.project();
        while let Some(item) = ready!(this.stream.as_mut().poll_next(cx)) {
            this.items.extend([item]);
        }
        Poll::Ready(mem::take(this.items))
    }
}

pin_project! {
    /// The future of [`StreamExt::fold`](super::StreamExt::fold).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct Fold<S, T, Fut, F> {
        #[pin]
        stream: S,
        // Empty while the future has it.
        value: Option<T>,
        #[pin]
        future: Option<Fut>,
        combine: F,
    }
}

pub(super) fn fold<S, T, Fut, F>(stream: S, first: T, combine: F) -> Fold<S, T, Fut, F> {
    Fold { stream, value: Some(first), future: None, combine }
}

impl<S, T, Fut, F> Future for Fold<S, T, Fut, F>
where
    S: Stream,
    Fut: Future<Output = T>,
    F: FnMut(T, S::Item) -> Fut,
{
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let mut this = self.project();
        loop {
            if let Some(future) = this.future.as_mut().as_pin_mut() {
                *this.value = Some(ready!(future.poll(cx)));
                this.future.set(None);
            }
            let item = ready!(this.stream.as_mut().poll_next(cx));
            let value = this.value.take().expect("a fold was polled after it was done");
            match item {
                Some(item) => this.future.set(Some((this.combine)(value, item))),
                None => return Poll::Ready(value),
            }
        }
    }
}

pin_project! {
    /// The future of [`StreamExt::for_each`](super::StreamExt::for_each).
    #[derive(Debug)]
    #[must_use = "futures do nothing unless awaited"]
    pub struct ForEach<S, Fut, F> {
        #[pin]
        stream: S,
        #[pin]
        future: Option<Fut>,
        each: F,
    }
}

pub(super) fn for_each<S, Fut, F>(stream: S, each: F) -> ForEach<S, Fut, F> {
    ForEach { stream, future: None, each }
}

impl<S, Fut, F> Future for ForEach<S, Fut, F>
where
    S: Stream,
    Fut: Future<Output = ()>,
    F: FnMut(S::Item) -> Fut,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        loop {
            if let Some(future) = this.future.as_mut().as_pin_mut() {
                ready!(future.poll(cx));
                this.future.set(None);
            }
            let Some(item) = ready!(this.stream.as_mut().poll_next(cx)) else { return Poll::Ready(()) };
            this.future.set(Some((this.each)(item)));
        }
    }
}
