//! Streams made of several streams.

use super::Stream;
use pin_project_lite::pin_project;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The stream of [`StreamExt::chain`](super::StreamExt::chain).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Chain<A, B> {
        // Dropped at its end.
        #[pin]
        first: Option<A>,
        #[pin]
        second: B,
    }
}

pub(super) fn chain<A, B>(first: A, second: B) -> Chain<A, B> {
    Chain { first: Some(first), second }
}

impl<A: Stream, B: Stream<Item = A::Item>> Stream for Chain<A, B> {
    type Item = A::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Item>> {
        let mut this = self.project();
        if let Some(first) = this.first.as_mut().as_pin_mut() {
            if let Some(item) = ready!(first.poll_next(cx)) {
                return Poll::Ready(Some(item));
            }
            this.first.set(None);
        }
        this.second.poll_next(cx)
    }
}

pin_project! {
    /// The stream of [`StreamExt::merge`](super::StreamExt::merge).
    #[derive(Debug, Clone)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Merge<A, B> {
        // Each is dropped at its end.
        #[pin]
        first: Option<A>,
        #[pin]
        second: Option<B>,
        // Whose turn it is. Changed with each item.
        second_is_next: bool,
    }
}

pub(super) fn merge<A, B>(first: A, second: B) -> Merge<A, B> {
    Merge { first: Some(first), second: Some(second), second_is_next: false }
}

/// Polls it if it is there, and drops it at its end.
fn poll_part<S: Stream>(mut part: Pin<&mut Option<S>>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
    let Some(stream) = part.as_mut().as_pin_mut() else { return Poll::Ready(None) };
    let item = ready!(stream.poll_next(cx));
    if item.is_none() {
        part.set(None);
    }
    Poll::Ready(item)
}

impl<A: Stream, B: Stream<Item = A::Item>> Stream for Merge<A, B> {
    type Item = A::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<A::Item>> {
        let mut this = self.project();
        let mut is_waiting = false;
        for _ in 0..2 {
            let polled = match *this.second_is_next {
                false => poll_part(this.first.as_mut(), cx),
                true => poll_part(this.second.as_mut(), cx),
            };
            *this.second_is_next = !*this.second_is_next;
            match polled {
                Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
                Poll::Ready(None) => {}
                Poll::Pending => is_waiting = true,
            }
        }
        if is_waiting { Poll::Pending } else { Poll::Ready(None) }
    }
}

pin_project! {
    /// The stream of [`StreamExt::zip`](super::StreamExt::zip).
    #[must_use = "streams do nothing unless polled"]
    pub struct Zip<A: Stream, B> {
        #[pin]
        first: A,
        #[pin]
        second: B,
        // An item of the first that waits for one of the second.
        item: Option<A::Item>,
    }
}

pub(super) fn zip<A: Stream, B>(first: A, second: B) -> Zip<A, B> {
    Zip { first, second, item: None }
}

impl<A: Stream, B: Stream> Stream for Zip<A, B> {
    type Item = (A::Item, B::Item);

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        if this.item.is_none() {
            *this.item = ready!(this.first.poll_next(cx));
        }
        if this.item.is_none() {
            return Poll::Ready(None);
        }
        let second = ready!(this.second.poll_next(cx));
        Poll::Ready(this.item.take().zip(second))
    }
}

pin_project! {
    /// The stream of [`StreamExt::flatten`](super::StreamExt::flatten) and of [`flat_map`](super::StreamExt::flat_map).
    #[must_use = "streams do nothing unless polled"]
    pub struct Flatten<S: Stream> {
        // Dropped at its end.
        #[pin]
        streams: Option<S>,
        // Whose turn it is. Dropped at its end.
        #[pin]
        current: Option<S::Item>,
    }
}

pub(super) fn flatten<S: Stream>(streams: S) -> Flatten<S> {
    Flatten { streams: Some(streams), current: None }
}

impl<S: Stream<Item: Stream>> Stream for Flatten<S> {
    type Item = <S::Item as Stream>::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        loop {
            if let Some(item) = ready!(poll_part(this.current.as_mut(), cx)) {
                return Poll::Ready(Some(item));
            }
            let Some(next) = ready!(poll_part(this.streams.as_mut(), cx)) else { return Poll::Ready(None) };
            this.current.set(Some(next));
        }
    }
}
