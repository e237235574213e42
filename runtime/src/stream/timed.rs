//! Items and time.

use super::Stream;
use crate::budget;
use crate::time::{Elapsed, Sleep, sleep};
use pin_project_lite::pin_project;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

pin_project! {
    /// The stream of [`StreamExt::throttle`](super::StreamExt::throttle).
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Throttle<S> {
        #[pin]
        stream: S,
        period: Duration,
        // Since the last item.
        #[pin]
        pause: Option<Sleep>,
    }
}

pub(super) fn throttle<S>(stream: S, period: Duration) -> Throttle<S> {
    Throttle { stream, period, pause: None }
}

impl<S: Stream> Stream for Throttle<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        if let Some(pause) = this.pause.as_mut().as_pin_mut() {
            ready!(pause.poll(cx));
            this.pause.set(None);
        }
        let item = ready!(this.stream.poll_next(cx));
        if item.is_some() {
            this.pause.set(Some(sleep(*this.period)));
        }
        Poll::Ready(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

pin_project! {
    /// The stream of [`StreamExt::timeout`](super::StreamExt::timeout).
    #[derive(Debug)]
    #[must_use = "streams do nothing unless polled"]
    pub struct Timeout<S> {
        #[pin]
        stream: S,
        limit: Duration,
        // While an item is waited for.
        #[pin]
        sleep: Option<Sleep>,
    }
}

pub(super) fn timeout<S>(stream: S, limit: Duration) -> Timeout<S> {
    Timeout { stream, limit, sleep: None }
}

impl<S: Stream> Stream for Timeout<S> {
    type Item = Result<S::Item, Elapsed>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut this = self.project();
        let was_left = budget::is_left();
        if let Poll::Ready(item) = this.stream.poll_next(cx) {
            this.sleep.set(None);
            return Poll::Ready(item.map(Ok));
        }
        if this.sleep.is_none() {
            this.sleep.set(Some(sleep(*this.limit)));
        }
        let Some(sleep) = this.sleep.as_mut().as_pin_mut() else { return Poll::Pending };
        // As with `time::timeout`: what uses up each of its turns must not keep its end from being seen.
        ready!(if was_left && !budget::is_left() { budget::turn(|| sleep.poll(cx)) } else { sleep.poll(cx) });
        this.sleep.set(None);
        Poll::Ready(Some(Err(Elapsed::new())))
    }
}
