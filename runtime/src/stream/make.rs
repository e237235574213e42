//! Streams that are made of something else.

use super::Stream;
use crate::budget;
use crate::sync::mpsc;
use crate::time::{Instant, Interval};
use pin_project_lite::pin_project;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The items of an iterator, without waits. Where there are many, other tasks have turns in between.
pub fn iter<I: IntoIterator>(items: I) -> Iter<I::IntoIter> {
    Iter { items: items.into_iter() }
}

/// The stream of [`iter`].
#[derive(Debug, Clone)]
#[must_use = "streams do nothing unless polled"]
pub struct Iter<I> {
    items: I,
}

// The iterator is never pinned.
impl<I> Unpin for Iter<I> {}

impl<I: Iterator> Stream for Iter<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        ready!(budget::poll_proceed(cx)).spend();
        Poll::Ready(self.items.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

/// The items that a function makes, which may wait and has a state that it hands on. It ends the stream by `None`.
///
/// ```
/// use resumable::stream::{self, StreamExt};
/// use resumable::sync::broadcast;
///
/// #[resumable::coroutine]
/// async fn next<T: Clone>(mut receiver: broadcast::Receiver<T>) -> Option<(T, broadcast::Receiver<T>)> {
///     let message = receiver.recv().await.ok()?;
///     Some((message, receiver))
/// }
///
/// let (sender, receiver) = broadcast::channel(4);
/// sender.send(1).unwrap();
/// sender.send(2).unwrap();
/// drop(sender);
/// let all: Vec<u32> = resumable::block_on(stream::unfold(receiver, next).collect());
/// assert_eq!(all, [1, 2]);
/// ```
pub fn unfold<T, Item, Fut, F>(state: T, make: F) -> Unfold<T, Fut, F>
where
    F: FnMut(T) -> Fut,
    Fut: Future<Output = Option<(Item, T)>>,
{
    Unfold { state: Some(state), future: None, make }
}

pin_project! {
    /// The stream of [`unfold`].
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Unfold<T, Fut, F> {
        // Empty while the future has it, and at the end.
        state: Option<T>,
        #[pin]
        future: Option<Fut>,
        make: F,
    }
}

impl<T, Item, Fut, F> Stream for Unfold<T, Fut, F>
where
    F: FnMut(T) -> Fut,
    Fut: Future<Output = Option<(Item, T)>>,
{
    type Item = Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Item>> {
        let mut this = self.project();
        if let Some(state) = this.state.take() {
            this.future.set(Some((this.make)(state)));
        }
        let Some(future) = this.future.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        let made = ready!(future.poll(cx));
        this.future.set(None);
        Poll::Ready(made.map(|(item, state)| {
            *this.state = Some(state);
            item
        }))
    }
}

/// A stream without items.
pub fn empty<T>() -> Empty<T> {
    Empty(PhantomData)
}

/// The stream of [`empty`].
#[derive(Debug, Clone)]
#[must_use = "streams do nothing unless polled"]
pub struct Empty<T>(PhantomData<fn() -> T>);

impl<T> Stream for Empty<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(None)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(0))
    }
}

/// One item: the output of the future.
pub fn once<F: IntoFuture>(future: F) -> Once<F::IntoFuture> {
    Once { future: Some(future.into_future()) }
}

pin_project! {
    /// The stream of [`once`].
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Once<F> {
        // Dropped when it is ready.
        #[pin]
        future: Option<F>,
    }
}

impl<F: Future> Stream for Once<F> {
    type Item = F::Output;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let mut this = self.project();
        let Some(future) = this.future.as_mut().as_pin_mut() else { return Poll::Ready(None) };
        let output = ready!(future.poll(cx));
        this.future.set(None);
        Poll::Ready(Some(output))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = usize::from(self.future.is_some());
        (count, Some(count))
    }
}

/// What the function gives when it is polled.
pub fn poll_fn<T, F: FnMut(&mut Context<'_>) -> Poll<Option<T>>>(poll: F) -> PollFn<F> {
    PollFn { poll }
}

/// The stream of [`poll_fn`].
#[must_use = "streams do nothing unless polled"]
pub struct PollFn<F> {
    poll: F,
}

// The function is never pinned.
impl<F> Unpin for PollFn<F> {}

impl<T, F: FnMut(&mut Context<'_>) -> Poll<Option<T>>> Stream for PollFn<F> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        (self.poll)(cx)
    }
}

impl<F> fmt::Debug for PollFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PollFn").finish_non_exhaustive()
    }
}

/// A stream of the messages. Cancel safety: nothing is lost.
impl<T> Stream for mpsc::Receiver<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.get_mut().poll_recv(cx)
    }
}

/// A stream of the ticks, which has no end.
impl Stream for Interval {
    type Item = Instant;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Instant>> {
        self.get_mut().poll_tick(cx).map(Some)
    }
}
