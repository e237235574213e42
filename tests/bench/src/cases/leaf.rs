//! What the cases await at the bottom: futures written by hand, the same for both versions.

use std::hint::black_box;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Ready when it is polled for the second time.
pub fn yield_once() -> After {
    after(1)
}

/// Ready after so many polls that are not.
pub fn after(polls: u64) -> After {
    After(polls)
}

pub struct After(u64);

impl Future for After {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match self.0 {
            0 => Poll::Ready(()),
            polls => {
                self.0 = polls - 1;
                Poll::Pending
            }
        }
    }
}

/// Text that comes byte by byte, each fourth of them late.
pub struct Source {
    text: &'static [u8],
    next: usize,
    is_late: bool,
}

impl Source {
    pub fn new(text: &'static [u8]) -> Source {
        Source { text, next: 0, is_late: true }
    }

    pub fn next(&mut self) -> Next<'_> {
        Next(self)
    }
}

/// The next byte, or `None` at the end.
pub struct Next<'s>(&'s mut Source);

impl Future for Next<'_> {
    type Output = Option<u8>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u8>> {
        let source = &mut *self.0;
        if source.next % 4 == 3 && std::mem::replace(&mut source.is_late, false) {
            return Poll::Pending;
        }
        source.is_late = true;
        let byte = source.text.get(source.next).copied();
        source.next += 1;
        Poll::Ready(byte)
    }
}

/// A value whose drop is work that cannot be left out.
pub struct Token(pub u64);

impl Drop for Token {
    #[inline]
    fn drop(&mut self) {
        black_box(self.0);
    }
}
