//! Any number of streams, merged.

use super::Stream;
use super::crowd::{Crowd, Then};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The items of all of the streams, as they come; while several have items they take turns. Others can be added at any time.
///
/// A stream is polled when it was woken, however many there are, and dropped at its end. For two of different types there is
/// [`merge`](super::StreamExt::merge).
///
/// ```
/// use resumable::stream::{self, StreamExt};
///
/// # resumable::block_on(async {
/// let mut all = stream::select_all([stream::iter(0..2), stream::iter(10..13)]);
/// all.push(stream::iter(20..21));
/// assert_eq!(all.collect::<Vec<_>>().await, [0, 10, 20, 1, 11, 12]);
/// # });
/// ```
pub fn select_all<S: Stream>(streams: impl IntoIterator<Item = S>) -> SelectAll<S> {
    let mut all = SelectAll::default();
    streams.into_iter().for_each(|stream| all.push(stream));
    all
}

/// The stream of [`select_all`]. It ends when there is no stream left, and goes on when one is added.
#[must_use = "streams do nothing unless polled"]
pub struct SelectAll<S> {
    crowd: Crowd<S>,
}

impl<S: Stream> SelectAll<S> {
    /// Adds a stream. Whoever waits for an item need not have been told: it is polled from the next poll on.
    pub fn push(&mut self, stream: S) {
        self.crowd.push(stream);
    }

    /// How many streams there are that have not ended, as far as is known.
    pub fn len(&self) -> usize {
        self.crowd.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<S: Stream> Stream for SelectAll<S> {
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        while self.crowd.len() > 0 {
            let (_, item) = ready!(self.crowd.poll_any_by(cx, |stream, cx| {
                stream.poll_next(cx).map(|item| {
                    let then = if item.is_some() { Then::Stays } else { Then::Leaves };
                    (item, then)
                })
            }));
            if item.is_some() {
                return Poll::Ready(item);
            }
        }
        Poll::Ready(None)
    }
}

impl<S> Default for SelectAll<S> {
    fn default() -> Self {
        SelectAll { crowd: Crowd::new() }
    }
}

impl<S: Stream> FromIterator<S> for SelectAll<S> {
    fn from_iter<I: IntoIterator<Item = S>>(streams: I) -> Self {
        select_all(streams)
    }
}

impl<S> fmt::Debug for SelectAll<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelectAll").field("len", &self.crowd.len()).finish_non_exhaustive()
    }
}
