//! Coroutines without the standard library and without an allocator. That this builds with `-p no-std` is the test: in a build of the whole
//! workspace the other packages turn the features on again.
#![no_std]
#![forbid(unsafe_code)]

use core::cell::Cell;
use core::future::Future;
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};

/// A flag that an interrupt would set.
pub struct Flag(Cell<bool>);

impl Flag {
    pub const fn new() -> Self {
        Flag(Cell::new(false))
    }

    pub fn set(&self) {
        self.0.set(true)
    }

    pub fn wait(&self) -> Wait<'_> {
        Wait(self)
    }
}

impl Default for Flag {
    fn default() -> Self {
        Flag::new()
    }
}

pub struct Wait<'a>(&'a Flag);

impl Future for Wait<'_> {
    type Output = ();
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.0.0.replace(false) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Fills a buffer that lives in the frame, one byte each time the flag is set.
#[resumable::coroutine]
pub async fn fill<const N: usize>(flag: &Flag) -> [u8; N] {
    let mut buffer = [0; N];
    for (n, byte) in buffer.iter_mut().enumerate() {
        flag.wait().await;
        *byte = n as u8;
    }
    buffer
}

/// Waits for two flags, or for a third, whatever comes first.
#[resumable::coroutine]
pub async fn two_or_one(two: (&Flag, &Flag), one: &Flag) -> u8 {
    resumable::select! {
        biased;
        ((), ()) = async { resumable::join!(two.0.wait(), two.1.wait()) } => 2,
        () = one.wait() => 1,
    }
}

/// Polls until it is done, setting the flag before each poll.
pub fn run<F: Future>(future: F, flag: &Flag) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        flag.set();
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return output;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_in_the_frame() {
        let flag = Flag::new();
        assert_eq!(run(fill::<3>(&flag), &flag), [0, 1, 2]);
    }
    #[test]
    fn macros() {
        let (a, b, never) = (Flag::new(), Flag::new(), Flag::new());
        a.set();
        assert_eq!(run(two_or_one((&a, &b), &never), &b), 2);
        assert_eq!(run(two_or_one((&a, &never), &b), &b), 1);
    }
}
