//! Streams of futures, several of which are under way at the same time.

use super::Stream;
use super::crowd::Crowd;
use crate::budget;
use crate::prelude::*;
use pin_project_lite::pin_project;
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// What the next item is, where the stream is dropped at its end. None also if it has come to that.
fn poll_source<S: Stream>(mut source: Pin<&mut Option<S>>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
    let Some(stream) = source.as_mut().as_pin_mut() else { return Poll::Ready(None) };
    // An iterator is always ready, and what it gives may be as well.
    let unit = ready!(budget::poll_proceed(cx));
    let item = ready!(stream.poll_next(cx));
    unit.spend();
    if item.is_none() {
        source.set(None);
    }
    Poll::Ready(item)
}

pin_project! {
    /// The stream of [`StreamExt::buffer_unordered`](super::StreamExt::buffer_unordered).
    #[must_use = "streams do nothing unless polled"]
    pub struct BufferUnordered<S: Stream<Item: Future>> {
        #[pin]
        source: Option<S>,
        crowd: Crowd<S::Item>,
        limit: usize,
    }
}

#[track_caller]
pub(super) fn buffer_unordered<S: Stream<Item: Future>>(source: S, limit: usize) -> BufferUnordered<S> {
    check(limit);
    BufferUnordered { source: Some(source), crowd: Crowd::new(), limit }
}

#[track_caller]
fn check(limit: usize) {
    assert!(limit > 0, "a stream of futures that runs none of them would wait for ever: the limit is at least 1");
}

impl<S: Stream<Item: Future>> Stream for BufferUnordered<S> {
    type Item = <S::Item as Future>::Output;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        while this.crowd.len() < *this.limit
            && let Poll::Ready(Some(future)) = poll_source(this.source.as_mut(), cx)
        {
            this.crowd.push(future);
        }
        if this.crowd.len() == 0 && this.source.is_none() {
            return Poll::Ready(None);
        }
        this.crowd.poll_any(cx).map(|(_, output)| Some(output))
    }
}

pin_project! {
    /// The stream of [`StreamExt::buffered`](super::StreamExt::buffered).
    #[must_use = "streams do nothing unless polled"]
    pub struct Buffered<S: Stream<Item: Future>> {
        #[pin]
        source: Option<S>,
        crowd: Crowd<S::Item>,
        // Of the futures that were begun, from the next whose output is given on: what is ready.
        outputs: VecDeque<Option<<S::Item as Future>::Output>>,
        // How many outputs were given on.
        given: usize,
        // For each seat of the crowd, how many futures were begun before the one that has it.
        numbers: Vec<usize>,
        limit: usize,
    }
}

#[track_caller]
pub(super) fn buffered<S: Stream<Item: Future>>(source: S, limit: usize) -> Buffered<S> {
    check(limit);
    let source = Some(source);
    Buffered { source, crowd: Crowd::new(), outputs: VecDeque::new(), given: 0, numbers: Vec::new(), limit }
}

impl<S: Stream<Item: Future>> Stream for Buffered<S> {
    type Item = <S::Item as Future>::Output;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        while this.outputs.len() < *this.limit
            && let Poll::Ready(Some(future)) = poll_source(this.source.as_mut(), cx)
        {
            let seat = this.crowd.push(future);
            // A seat that is new is the last.
            this.numbers.resize(this.numbers.len().max(seat + 1), 0);
            this.numbers[seat] = this.given.wrapping_add(this.outputs.len());
            this.outputs.push_back(None);
        }
        loop {
            match this.outputs.front() {
                None if this.source.is_none() => return Poll::Ready(None),
                None => return Poll::Pending,
                // There will be no output: its future has panicked.
                Some(None) if this.crowd.len() == 0 => {
                    *this.given = this.given.wrapping_add(1);
                    this.outputs.pop_front();
                    continue;
                }
                Some(None) => {}
                Some(Some(_)) => {
                    *this.given = this.given.wrapping_add(1);
                    return Poll::Ready(this.outputs.pop_front().flatten());
                }
            }
            let (seat, output) = ready!(this.crowd.poll_any(cx));
            this.outputs[this.numbers[seat].wrapping_sub(*this.given)] = Some(output);
        }
    }
}

pin_project! {
    /// The future of [`StreamExt::for_each_concurrent`](super::StreamExt::for_each_concurrent).
    #[must_use = "futures do nothing unless awaited"]
    pub struct ForEachConcurrent<S, Fut, F> {
        #[pin]
        source: Option<S>,
        crowd: Crowd<Fut>,
        each: F,
        limit: usize,
    }
}

pub(super) fn for_each_concurrent<S, Fut, F>(source: S, limit: Option<usize>, each: F) -> ForEachConcurrent<S, Fut, F>
where
    Fut: Future,
{
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    ForEachConcurrent { source: Some(source), crowd: Crowd::new(), each, limit }
}

impl<S, Fut, F> Future for ForEachConcurrent<S, Fut, F>
where
    S: Stream,
    Fut: Future<Output = ()>,
    F: FnMut(S::Item) -> Fut,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        loop {
            // One at a time, so that what is done at once does not wait for the end of the stream, which may have none.
            let mut has_begun = false;
            if this.crowd.len() < *this.limit
                && let Poll::Ready(Some(item)) = poll_source(this.source.as_mut(), cx)
            {
                this.crowd.push((this.each)(item));
                has_begun = true;
            }
            if this.crowd.len() == 0 && this.source.is_none() {
                return Poll::Ready(());
            }
            if this.crowd.poll_any(cx).is_pending() && !has_begun {
                return Poll::Pending;
            }
        }
    }
}

impl<S: Stream<Item: Future>> fmt::Debug for BufferUnordered<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferUnordered").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl<S: Stream<Item: Future>> fmt::Debug for Buffered<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffered").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl<S, Fut, F> fmt::Debug for ForEachConcurrent<S, Fut, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForEachConcurrent").field("limit", &self.limit).finish_non_exhaustive()
    }
}
