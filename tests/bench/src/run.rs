//! Ways to run what a case starts, the same for both versions. Each adds up the results of so many repetitions.
//!
//! The futures are handed through `black_box` before every poll: so the frame is in memory, as it is in a task, and the
//! optimiser cannot take a poll for the continuation of the one before.

use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// To the end, by polling again whenever it waits.
pub fn polled<F: Future<Output = u64>>(times: u64, start: impl Fn() -> F) -> u64 {
    repeated(times, || to_the_end(pin!(start())))
}

/// The same, behind a pointer and a table of functions.
pub fn boxed<F: Future<Output = u64> + 'static>(times: u64, start: impl Fn() -> F) -> u64 {
    repeated(times, || {
        let mut future: Pin<Box<dyn Future<Output = u64>>> = Box::pin(start());
        to_the_end(future.as_mut())
    })
}

/// Moved into a task of this crate's runtime.
pub fn spawned<F: Future<Output = u64> + Send + 'static>(times: u64, start: impl Fn() -> F) -> u64 {
    resumable::block_on(async {
        let mut sum = 0u64;
        for _ in 0..times {
            sum = sum.wrapping_add(resumable::spawn(start()).await.expect("the task ends by itself"));
        }
        sum
    })
}

/// Dropped without a poll.
pub fn never_polled<F: Future<Output = u64>>(times: u64, start: impl Fn() -> F) -> u64 {
    repeated(times, || {
        black_box(pin!(start()));
        1
    })
}

/// Dropped after five polls, of which none may be the last.
pub fn cancelled<F: Future<Output = u64>>(times: u64, start: impl Fn() -> F) -> u64 {
    repeated(times, || {
        let mut cx = Context::from_waker(Waker::noop());
        let mut future = pin!(start());
        for _ in 0..5 {
            assert!(black_box(future.as_mut()).poll(&mut cx).is_pending(), "it waits for longer");
        }
        black_box(future.as_mut());
        1
    })
}

fn repeated(times: u64, run: impl Fn() -> u64) -> u64 {
    (0..times).fold(0, |sum, _| sum.wrapping_add(run()))
}

fn to_the_end<F: Future<Output = u64> + ?Sized>(mut future: Pin<&mut F>) -> u64 {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = black_box(future.as_mut()).poll(&mut cx) {
            return value;
        }
    }
}
