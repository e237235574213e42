//! Streams made of one stream.

use super::Stream;
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The stream of [`StreamExt::map`](super::StreamExt::map).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Map<S, F> {
        #[pin]
        stream: S,
        change: F,
    }
}

pub(super) fn map<S, F>(stream: S, change: F) -> Map<S, F> {
    Map { stream, change }
}

impl<S: Stream, T, F: FnMut(S::Item) -> T> Stream for Map<S, F> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let this = self.project();
        this.stream.poll_next(cx).map(|item| item.map(this.change))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

pin_project! {
    /// The stream of [`StreamExt::then`](super::StreamExt::then).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Then<S, Fut, F> {
        #[pin]
        stream: S,
        // The item on its way.
        #[pin]
        future: Option<Fut>,
        change: F,
    }
}

pub(super) fn then<S, Fut, F>(stream: S, change: F) -> Then<S, Fut, F> {
    Then { stream, future: None, change }
}

impl<S: Stream, Fut: Future, F: FnMut(S::Item) -> Fut> Stream for Then<S, Fut, F> {
    type Item = Fut::Output;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Fut::Output>> {
        let mut this = self.project();
        loop {
            if let Some(future) = this.future.as_mut().as_pin_mut() {
                let output = ready!(future.poll(cx));
                this.future.set(None);
                return Poll::Ready(Some(output));
            }
            let Some(item) = ready!(this.stream.as_mut().poll_next(cx)) else { return Poll::Ready(None) };
            this.future.set(Some((this.change)(item)));
        }
    }
}

pin_project! {
    /// The stream of [`StreamExt::filter`](super::StreamExt::filter).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Filter<S, F> {
        #[pin]
        stream: S,
        accept: F,
    }
}

pub(super) fn filter<S, F>(stream: S, accept: F) -> Filter<S, F> {
    Filter { stream, accept }
}

impl<S: Stream, F: FnMut(&S::Item) -> bool> Stream for Filter<S, F> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        loop {
            match ready!(this.stream.as_mut().poll_next(cx)) {
                Some(item) if !(this.accept)(&item) => {}
                item => return Poll::Ready(item),
            }
        }
    }
}

pin_project! {
    /// The stream of [`StreamExt::filter_map`](super::StreamExt::filter_map).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct FilterMap<S, F> {
        #[pin]
        stream: S,
        change: F,
    }
}

pub(super) fn filter_map<S, F>(stream: S, change: F) -> FilterMap<S, F> {
    FilterMap { stream, change }
}

impl<S: Stream, T, F: FnMut(S::Item) -> Option<T>> Stream for FilterMap<S, F> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut this = self.project();
        loop {
            let Some(item) = ready!(this.stream.as_mut().poll_next(cx)) else { return Poll::Ready(None) };
            if let Some(changed) = (this.change)(item) {
                return Poll::Ready(Some(changed));
            }
        }
    }
}

pin_project! {
    /// The stream of [`StreamExt::take`](super::StreamExt::take).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Take<S> {
        #[pin]
        stream: S,
        left: usize,
    }
}

pub(super) fn take<S>(stream: S, count: usize) -> Take<S> {
    Take { stream, left: count }
}

impl<S: Stream> Stream for Take<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        if *this.left == 0 {
            return Poll::Ready(None);
        }
        let item = ready!(this.stream.poll_next(cx));
        *this.left = if item.is_some() { *this.left - 1 } else { 0 };
        Poll::Ready(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let (least, most) = self.stream.size_hint();
        (least.min(self.left), Some(most.map_or(self.left, |most| most.min(self.left))))
    }
}

pin_project! {
    /// The stream of [`StreamExt::take_while`](super::StreamExt::take_while).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct TakeWhile<S, F> {
        #[pin]
        stream: S,
        accept: F,
        ended: bool,
    }
}

pub(super) fn take_while<S, F>(stream: S, accept: F) -> TakeWhile<S, F> {
    TakeWhile { stream, accept, ended: false }
}

impl<S: Stream, F: FnMut(&S::Item) -> bool> Stream for TakeWhile<S, F> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        if *this.ended {
            return Poll::Ready(None);
        }
        let item = ready!(this.stream.poll_next(cx)).filter(|item| (this.accept)(item));
        *this.ended = item.is_none();
        Poll::Ready(item)
    }
}

pin_project! {
    /// The stream of [`StreamExt::skip`](super::StreamExt::skip).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Skip<S> {
        #[pin]
        stream: S,
        left: usize,
    }
}

pub(super) fn skip<S>(stream: S, count: usize) -> Skip<S> {
    Skip { stream, left: count }
}

impl<S: Stream> Stream for Skip<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        loop {
            match ready!(this.stream.as_mut().poll_next(cx)) {
                Some(_) if *this.left > 0 => *this.left -= 1,
                item => return Poll::Ready(item),
            }
        }
    }
}

pin_project! {
    /// The stream of [`StreamExt::skip_while`](super::StreamExt::skip_while).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct SkipWhile<S, F> {
        #[pin]
        stream: S,
        // None once an item was not to be left out.
        leave_out: Option<F>,
    }
}

pub(super) fn skip_while<S, F>(stream: S, leave_out: F) -> SkipWhile<S, F> {
    SkipWhile { stream, leave_out: Some(leave_out) }
}

impl<S: Stream, F: FnMut(&S::Item) -> bool> Stream for SkipWhile<S, F> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        loop {
            let item = ready!(this.stream.as_mut().poll_next(cx));
            let (Some(leave_out), Some(found)) = (&mut *this.leave_out, &item) else { return Poll::Ready(item) };
            if !leave_out(found) {
                *this.leave_out = None;
                return Poll::Ready(item);
            }
        }
    }
}

pin_project! {
    /// The stream of [`StreamExt::inspect`](super::StreamExt::inspect).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Inspect<S, F> {
        #[pin]
        stream: S,
        look: F,
    }
}

pub(super) fn inspect<S, F>(stream: S, look: F) -> Inspect<S, F> {
    Inspect { stream, look }
}

impl<S: Stream, F: FnMut(&S::Item)> Stream for Inspect<S, F> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let item = ready!(this.stream.poll_next(cx));
        Poll::Ready(item.inspect(this.look))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

pin_project! {
    /// The stream of [`StreamExt::enumerate`](super::StreamExt::enumerate).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Enumerate<S> {
        #[pin]
        stream: S,
        number: usize,
    }
}

pub(super) fn enumerate<S>(stream: S) -> Enumerate<S> {
    Enumerate { stream, number: 0 }
}

impl<S: Stream> Stream for Enumerate<S> {
    type Item = (usize, S::Item);

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<(usize, S::Item)>> {
        let this = self.project();
        let Some(item) = ready!(this.stream.poll_next(cx)) else { return Poll::Ready(None) };
        let number = *this.number;
        *this.number += 1;
        Poll::Ready(Some((number, item)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}
