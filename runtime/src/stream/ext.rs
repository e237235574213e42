//! `StreamExt`: the methods of every stream.

use super::adapt::{Enumerate, Filter, FilterMap, Map, Skip, Take, TakeWhile, Then};
use super::combine::{Chain, Merge, Zip};
use super::consume::{Collect, Fold, ForEach, Next};
use super::{Stream, adapt, combine, consume};
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

    /// The stream in a box, so that it can be moved and its type forgotten.
    fn boxed<'a>(self) -> Pin<Box<dyn Stream<Item = Self::Item> + Send + 'a>>
    where
        Self: Sized + Send + 'a,
    {
        Box::pin(self)
    }
}

impl<S: Stream + ?Sized> StreamExt for S {}
