//! Whether a coroutine is `Send`.
//!
//! # Why not what its slots are
//!
//! A type may be `Send` for some lifetimes alone: `unsafe impl Send for X<'static>` says nothing of an `X<'a>`. The type of the slots cannot tell
//! them apart. What a frame lends to itself lives as long as the frame, for which there is no name, so that rustc puts `'static` there, or
//! another lifetime of the header; and in an `unlabelled` coroutine what stands for a lifetime is rustc's choice altogether.
//!
//! # What is asked instead
//!
//! An `async` block that holds the slots across a wait, and is never made:
//!
//! ```text
//! same(resume, async {
//!     let Some((resume, held)) = held() else { loop {} };
//!     wait().await;
//!     drop(held);
//!     resume
//! })
//! ```
//!
//! Of what a block of rustc's holds, rustc forgets the lifetimes, and asks for all that could stand there, as of any `async fn`. Its type is `H` in
//! `Coroutine<H>`. Control does not come to it, and it takes no part in anything but this question.

use super::coroutine::{Coroutine, Resume};
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

/// Says what `H` is, in a place that control does not come to.
///
/// # Panics
///
/// Always.
pub fn same<R: Resume, H: Future<Output = R>, M>(_resume: R, _holds: H) -> Coroutine<H, M> {
    unreachable!("control does not come here")
}

/// What the block holds: the slots, and the resume function, which says what they are. Were it these for certain, rustc would see that a call
/// which returns an uninhabited type never returns, so that the block would hold nothing.
///
/// # Panics
///
/// Always: the block is never made.
pub fn held<R: Resume>() -> Option<(R, R::Slots)> {
    unreachable!("the block is never made")
}

/// What the block waits for.
pub struct Wait;

/// # Panics
///
/// Always: the block is never made.
pub fn wait() -> Wait {
    unreachable!("the block is never made")
}

impl Future for Wait {
    type Output = ();
    fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }
}
