//! `StreamExt`: the methods of every stream.

use super::adapt::{Enumerate, Filter, FilterMap, Map, Skip, Take, TakeWhile, Then};
use super::combine::{Chain, Merge, Zip};
use super::concurrent::{BufferUnordered, Buffered, ForEachConcurrent};
use super::consume::{Collect, Fold, ForEach, Next};
use super::{Stream, adapt, combine, concurrent, consume};
use crate::prelude::*;
use std::future::Future;
use std::pin::Pin;

/// Methods of every [`Stream`].
pub trait StreamExt: Stream {
    /// Waits for the next item. `None` is the end.
    ///
    /// A stream that is not [`Unpin`] is pinned first: `let mut stream = pin!(stream);`.
    ///
    /// Cancel safety: that of the stream; ours lose nothing.
    fn next(&mut self) -> Next<'_, Self>
    where
        Self: Unpin,
    {
        consume::next(self)
    }

    /// Changes each item.
    fn map<T, F: FnMut(Self::Item) -> T>(self, change: F) -> Map<Self, F>
    where
        Self: Sized,
    {
        adapt::map(self, change)
    }

    /// Changes each item by a function that waits, one after the other.
    fn then<Fut: Future, F: FnMut(Self::Item) -> Fut>(self, change: F) -> Then<Self, Fut, F>
    where
        Self: Sized,
    {
        adapt::then(self, change)
    }

    /// Keeps the items that are accepted.
    fn filter<F: FnMut(&Self::Item) -> bool>(self, accept: F) -> Filter<Self, F>
    where
        Self: Sized,
    {
        adapt::filter(self, accept)
    }

    /// Changes each item, or leaves it out.
    fn filter_map<T, F: FnMut(Self::Item) -> Option<T>>(self, change: F) -> FilterMap<Self, F>
    where
        Self: Sized,
    {
        adapt::filter_map(self, change)
    }

    /// Ends after so many items. Nothing is polled after that.
    fn take(self, count: usize) -> Take<Self>
    where
        Self: Sized,
    {
        adapt::take(self, count)
    }

    /// Ends before the first item that is not accepted, which is dropped.
    fn take_while<F: FnMut(&Self::Item) -> bool>(self, accept: F) -> TakeWhile<Self, F>
    where
        Self: Sized,
    {
        adapt::take_while(self, accept)
    }

    /// Leaves so many items out.
    fn skip(self, count: usize) -> Skip<Self>
    where
        Self: Sized,
    {
        adapt::skip(self, count)
    }

    /// Counts the items, from 0.
    fn enumerate(self) -> Enumerate<Self>
    where
        Self: Sized,
    {
        adapt::enumerate(self)
    }

    /// Runs futures that are the items, up to so many at the same time, and gives their outputs in the order of the items. An output that waits for an
    /// earlier one counts as one of them.
    ///
    /// They run in this task, while the stream is polled; each is polled when it was woken.
    ///
    /// ```
    /// use resumable::stream::{self, StreamExt};
    /// use resumable::time::{Duration, sleep};
    ///
    /// resumable::block_on(async {
    ///     let slow_first = stream::iter([3, 2, 1]).map(|number| async move {
    ///         sleep(Duration::from_millis(number)).await;
    ///         number
    ///     });
    ///     assert_eq!(slow_first.buffered(8).collect::<Vec<_>>().await, [3, 2, 1]);
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// If the limit is 0.
    #[track_caller]
    fn buffered(self, limit: usize) -> Buffered<Self>
    where
        Self: Sized + Stream<Item: Future>,
    {
        concurrent::buffered(self, limit)
    }

    /// Runs futures that are the items, up to so many at the same time, and gives their outputs as they come. Otherwise as
    /// [`buffered`](StreamExt::buffered).
    ///
    /// # Panics
    ///
    /// If the limit is 0.
    #[track_caller]
    fn buffer_unordered(self, limit: usize) -> BufferUnordered<Self>
    where
        Self: Sized + Stream<Item: Future>,
    {
        concurrent::buffer_unordered(self, limit)
    }

    /// The items of this stream, then those of the other.
    fn chain<S: Stream<Item = Self::Item>>(self, other: S) -> Chain<Self, S>
    where
        Self: Sized,
    {
        combine::chain(self, other)
    }

    /// The items of both streams, as they come. While both have items they take turns. Ends when both have.
    fn merge<S: Stream<Item = Self::Item>>(self, other: S) -> Merge<Self, S>
    where
        Self: Sized,
    {
        combine::merge(self, other)
    }

    /// Pairs of items of both streams. Ends when one of them does.
    fn zip<S: Stream>(self, other: S) -> Zip<Self, S>
    where
        Self: Sized,
    {
        combine::zip(self, other)
    }

    /// Waits for the end, and puts all items into a collection.
    ///
    /// Cancel safety: none. What was collected is dropped.
    fn collect<C: Default + Extend<Self::Item>>(self) -> Collect<Self, C>
    where
        Self: Sized,
    {
        consume::collect(self)
    }

    /// Waits for the end, and combines all items, one after the other, by a function that may wait.
    ///
    /// Cancel safety: none. What was combined is dropped.
    fn fold<T, Fut, F>(self, first: T, combine: F) -> Fold<Self, T, Fut, F>
    where
        Self: Sized,
        Fut: Future<Output = T>,
        F: FnMut(T, Self::Item) -> Fut,
    {
        consume::fold(self, first, combine)
    }

    /// Waits for the end, and calls a function that may wait for each item, one after the other.
    ///
    /// Cancel safety: that of the function.
    fn for_each<Fut, F>(self, each: F) -> ForEach<Self, Fut, F>
    where
        Self: Sized,
        Fut: Future<Output = ()>,
        F: FnMut(Self::Item) -> Fut,
    {
        consume::for_each(self, each)
    }

    /// Waits for the end, and calls a function that may wait for each item, for up to so many at the same time; `None` and 0 are without limit.
    ///
    /// What it waits for runs in this task; each is polled when it was woken. For very many, and for several threads, spawn tasks.
    ///
    /// Cancel safety: that of the function, whose futures are dropped together.
    fn for_each_concurrent<Fut, F>(self, limit: impl Into<Option<usize>>, each: F) -> ForEachConcurrent<Self, Fut, F>
    where
        Self: Sized,
        Fut: Future<Output = ()>,
        F: FnMut(Self::Item) -> Fut,
    {
        concurrent::for_each_concurrent(self, limit.into(), each)
    }

    /// The stream in a box, so that it can be moved and its type forgotten.
    fn boxed<'a>(self) -> Pin<Box<dyn Stream<Item = Self::Item> + Send + 'a>>
    where
        Self: Sized + Send + 'a,
    {
        Box::pin(self)
    }
}

impl<S: Stream + ?Sized> StreamExt for S {}
