//! Several items at a time.

use super::Stream;
use crate::prelude::*;
use pin_project_lite::pin_project;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

pin_project! {
    /// The stream of [`StreamExt::chunks`](super::StreamExt::chunks).
    #[must_use = "streams do nothing unless polled"]
    pub struct Chunks<S: Stream> {
        // Dropped at its end.
        #[pin]
        stream: Option<S>,
        // Fewer than the size, between polls.
        items: Vec<S::Item>,
        size: usize,
    }
}

#[track_caller]
pub(super) fn chunks<S: Stream>(stream: S, size: usize) -> Chunks<S> {
    assert!(size > 0, "chunks of no items would never end: the size is at least 1");
    Chunks { stream: Some(stream), items: Vec::new(), size }
}

impl<S: Stream> Stream for Chunks<S> {
    type Item = Vec<S::Item>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Vec<S::Item>>> {
        let mut this = self.project();
        while this.items.len() < *this.size {
            let Some(stream) = this.stream.as_mut().as_pin_mut() else { break };
            match ready!(stream.poll_next(cx)) {
                Some(item) => this.items.push(item),
                None => this.stream.set(None),
            }
        }
        Poll::Ready(Some(mem::take(this.items)).filter(|items| !items.is_empty()))
    }
}

pin_project! {
    /// The stream of [`StreamExt::ready_chunks`](super::StreamExt::ready_chunks).
    #[must_use = "streams do nothing unless polled"]
    pub struct ReadyChunks<S: Stream> {
        // Dropped at its end.
        #[pin]
        stream: Option<S>,
        size: usize,
    }
}

#[track_caller]
pub(super) fn ready_chunks<S: Stream>(stream: S, size: usize) -> ReadyChunks<S> {
    assert!(size > 0, "chunks of no items would never end: the size is at least 1");
    ReadyChunks { stream: Some(stream), size }
}

impl<S: Stream> Stream for ReadyChunks<S> {
    type Item = Vec<S::Item>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Vec<S::Item>>> {
        let mut this = self.project();
        let mut items = Vec::new();
        while items.len() < *this.size {
            let Some(stream) = this.stream.as_mut().as_pin_mut() else { break };
            match stream.poll_next(cx) {
                Poll::Ready(Some(item)) => items.push(item),
                Poll::Ready(None) => this.stream.set(None),
                Poll::Pending if items.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        Poll::Ready(Some(items).filter(|items| !items.is_empty()))
    }
}

impl<S: Stream> fmt::Debug for Chunks<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks").field("size", &self.size).finish_non_exhaustive()
    }
}

impl<S: Stream> fmt::Debug for ReadyChunks<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadyChunks").field("size", &self.size).finish_non_exhaustive()
    }
}
