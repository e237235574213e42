//! `StreamExt`: the methods of every stream.

use super::adapt::{Enumerate, Filter, FilterMap, Inspect, Map, Skip, SkipWhile, Take, TakeWhile, Then};
use super::ask::{All, Any, Count, Fallible, TryCollect, TryForEach};
use super::chunks::{Chunks, ReadyChunks};
use super::combine::{Chain, Flatten, Merge, Zip};
use super::concurrent::{BufferUnordered, Buffered, ForEachConcurrent};
use super::consume::{Collect, Fold, ForEach, Next};
use super::timed::{Throttle, Timeout};
use super::{Stream, adapt, ask, chunks, combine, concurrent, consume, timed};
use crate::prelude::*;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

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

    /// Leaves items out as long as the function says so. It is not asked any more then.
    fn skip_while<F: FnMut(&Self::Item) -> bool>(self, leave_out: F) -> SkipWhile<Self, F>
    where
        Self: Sized,
    {
        adapt::skip_while(self, leave_out)
    }

    /// Shows each item to a function, and hands it on.
    fn inspect<F: FnMut(&Self::Item)>(self, look: F) -> Inspect<Self, F>
    where
        Self: Sized,
    {
        adapt::inspect(self, look)
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

    /// So many items at a time, in a vector; fewer at the end.
    ///
    /// Cancel safety: what has come of a chunk stays in the stream.
    ///
    /// # Panics
    ///
    /// If the size is 0.
    #[track_caller]
    fn chunks(self, size: usize) -> Chunks<Self>
    where
        Self: Sized,
    {
        chunks::chunks(self, size)
    }

    /// The items that are there at the same time, at least one and at most so many, in a vector: for what is done faster with several.
    ///
    /// # Panics
    ///
    /// If the size is 0.
    #[track_caller]
    fn ready_chunks(self, size: usize) -> ReadyChunks<Self>
    where
        Self: Sized,
    {
        chunks::ready_chunks(self, size)
    }

    /// Lets at least so much time pass after each item, in which the stream is not asked.
    ///
    /// Outside a runtime it panics when it has to wait.
    fn throttle(self, period: Duration) -> Throttle<Self>
    where
        Self: Sized,
    {
        timed::throttle(self, period)
    }

    /// Gives each item so much time, counted from when it is first asked for: [`Elapsed`](crate::time::Elapsed) takes its place if it does not come. The
    /// stream goes on, with as much time again.
    ///
    /// Outside a runtime it panics when it has to wait.
    ///
    /// ```
    /// use resumable::stream::{self, StreamExt};
    /// use resumable::time::{Duration, sleep};
    /// use std::pin::pin;
    ///
    /// # resumable::block_on(async {
    /// let slow = stream::once(async {
    ///     sleep(Duration::from_millis(15)).await;
    ///     "late"
    /// });
    /// let mut limited = pin!(slow.timeout(Duration::from_millis(10)));
    /// assert!(limited.next().await.unwrap().is_err());
    /// assert_eq!(limited.next().await, Some(Ok("late")));
    /// assert_eq!(limited.next().await, None);
    /// # });
    /// ```
    fn timeout(self, limit: Duration) -> Timeout<Self>
    where
        Self: Sized,
    {
        timed::timeout(self, limit)
    }

    /// The items of streams that are the items, one stream after the other.
    fn flatten(self) -> Flatten<Self>
    where
        Self: Sized + Stream<Item: Stream>,
    {
        combine::flatten(self)
    }

    /// Makes a stream of each item: the items of these, one stream after the other.
    fn flat_map<S: Stream, F: FnMut(Self::Item) -> S>(self, change: F) -> Flatten<Map<Self, F>>
    where
        Self: Sized,
    {
        combine::flatten(adapt::map(self, change))
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

    /// Waits for the end, and says how many items there were.
    ///
    /// Cancel safety: none. The items that have come are dropped.
    fn count(self) -> Count<Self>
    where
        Self: Sized,
    {
        ask::count(self)
    }

    /// Waits for an item that is accepted: whether there is one. Nothing is polled after that.
    ///
    /// Cancel safety: none. The items that have come are dropped.
    fn any<F: FnMut(Self::Item) -> bool>(self, accept: F) -> Any<Self, F>
    where
        Self: Sized,
    {
        ask::any(self, accept)
    }

    /// Waits for an item that is not accepted: whether there is none. Nothing is polled after that.
    ///
    /// Cancel safety: none. The items that have come are dropped.
    fn all<F: FnMut(Self::Item) -> bool>(self, accept: F) -> All<Self, F>
    where
        Self: Sized,
    {
        ask::all(self, accept)
    }

    /// Waits for the end, and puts all items into a collection, or for the first that is an error.
    ///
    /// ```
    /// use resumable::stream::{self, StreamExt};
    ///
    /// # resumable::block_on(async {
    /// let numbers = stream::iter(["1", "2", "x"]).map(str::parse::<u32>);
    /// assert_eq!(numbers.clone().take(2).try_collect::<Vec<_>>().await, Ok(vec![1, 2]));
    /// assert!(numbers.try_collect::<Vec<_>>().await.is_err());
    /// # });
    /// ```
    ///
    /// Cancel safety: none. What was collected is dropped.
    fn try_collect<C>(self) -> TryCollect<Self, C>
    where
        Self: Sized + Stream<Item: Fallible>,
        C: Default + Extend<<Self::Item as Fallible>::Value>,
    {
        ask::try_collect(self)
    }

    /// Waits for the end, and calls a function that may wait, and fail, for each item, one after the other. Ends with the first error, be it an item or
    /// the function's.
    ///
    /// Cancel safety: that of the function.
    fn try_for_each<Fut, F>(self, each: F) -> TryForEach<Self, Fut, F>
    where
        Self: Sized + Stream<Item: Fallible>,
        Fut: Future<Output = Result<(), <Self::Item as Fallible>::Error>>,
        F: FnMut(<Self::Item as Fallible>::Value) -> Fut,
    {
        ask::try_for_each(self, each)
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
