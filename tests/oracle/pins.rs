//! Pinning in place: `std::pin::pin!` wherever an expression can stand, and the macros that shadow a local by its pin.

use crate::harness::*;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::Poll;

/// Polls once, and says whether it was ready.
fn poll_once<F: Future>(mut future: Pin<&mut F>) -> impl Future<Output = bool> {
    std::future::poll_fn(move |cx| Poll::Ready(future.as_mut().poll(cx).is_ready()))
}

case! {
    /// `tokio::pin!` of a local, which is then awaited through references.
    tokio_pin();
    async fn tokio_pin() -> u32 {
        let _before = noisy("before");
        let first = later("first", 1);
        tokio::pin!(first);
        let _after = noisy("after");
        let ready = poll_once(first.as_mut()).await;
        yield_now().await;
        let n = (&mut first).await;
        n + u32::from(ready)
    }
}

case! {
    /// Several at once, of which one is never awaited: they drop last to first.
    tokio_pin_several();
    async fn tokio_pin_several() -> u32 {
        let a = later("a", 1);
        let b = later("b", 2);
        let c = later("c", 3);
        tokio::pin!(a, b, c);
        poll_once(c.as_mut()).await;
        let n = b.as_mut().await;
        let _held = noisy("held");
        n + a.await
    }
}

case! {
    /// `tokio::pin!` that declares what it pins.
    tokio_pin_declares();
    async fn tokio_pin_declares() -> u32 {
        let held = noisy_n("held", 5);
        tokio::pin! {
            let a = later("a", held.by_ref());
            let b = later("b", 2);
        }
        poll_once(b.as_mut()).await;
        let n = a.await;
        n + b.await
    }
}

case! {
    /// `pin_mut!`, in a loop.
    pin_mut(2);
    async fn pin_mut(turns: u32) -> u32 {
        let mut sum = 0;
        for turn in 0..turns {
            let a = later("a", turn);
            let b = later("b", 10);
            futures::pin_mut!(a, b);
            poll_once(b.as_mut()).await;
            sum += a.await;
            if turn == 0 {
                continue;
            }
            sum += b.await;
        }
        sum
    }
}

case! {
    /// A parameter is pinned.
    mod parameter => parameter(later("parameter", 4), noisy("last"));
    co! {
        async fn parameter(future: impl Future<Output = u32>, last: Noisy) -> u32 {
            tokio::pin!(future);
            let ready = poll_once(future.as_mut()).await;
            yield_now().await;
            future.as_mut().await + u32::from(ready)
        }
    }
}

case! {
    /// Nothing waits after it.
    pinned_last();
    async fn pinned_last() -> bool {
        let a = later("a", 1);
        yield_now().await;
        tokio::pin!(a);
        let waker = std::task::Waker::noop();
        a.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_ready()
    }
}

case! {
    /// `pin!` in the place of an operand: what it pins lives to the end of the statement.
    operand();
    async fn operand() -> u32 {
        let _guard = noisy("guard");
        let ready = poll_once(pin!(later("operand", noisy("value")))).await;
        log("behind");
        let n = pin!(later("awaited", 2)).await;
        let m = pin!(later("receiver", 3)).as_mut().await + pin!(later("second", 4)).await;
        n + m + u32::from(ready)
    }
}

case! {
    /// `pin!` in a tuple that is bound, and as a scrutinee.
    extended();
    async fn extended() -> u32 {
        let (mut a, b) = (pin!(later("a", noisy_n("in a", 1))), pin!(later("b", 2)));
        poll_once(a.as_mut()).await;
        let n = match pin!(later("c", 3)) {
            mut c => {
                poll_once(c.as_mut()).await;
                c.await
            }
        };
        let _held = noisy("held");
        n + a.await.by_ref() + b.await
    }
}

case! {
    /// The argument of `pin!` awaits.
    argument_awaits();
    async fn argument_awaits() -> u32 {
        let mut a = pin!(later("a", later("in a", 1).await));
        poll_once(a.as_mut()).await;
        let n = poll_once(pin!(later("b", later("in b", 2).await))).await;
        a.await + u32::from(n)
    }
}

case! {
    /// What is pinned where it stands is given to methods of pins, and lent to those of streams.
    mod pinned_where_it_stands => run();
    struct Source { held: Noisy, left: u32 }
    struct Peek<'a>(std::pin::Pin<&'a mut Source>);
    impl Future for Peek<'_> {
        type Output = u32;
        fn poll(self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<u32> {
            std::task::Poll::Ready(self.0.held.by_ref() + self.0.left)
        }
    }
    impl Source {
        fn peek(self: std::pin::Pin<&mut Self>) -> Peek<'_> { Peek(self) }
    }
    impl futures::Stream for Source {
        type Item = u32;
        fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<u32>> {
            self.left -= 1;
            std::task::Poll::Ready((self.left > 0).then(|| self.left))
        }
    }
    co! {
        async fn run() -> u32 {
            use futures::StreamExt;
            let mut source = Source { held: noisy_n("source", 1), left: 3 };
            let mut sum = std::pin::Pin::new(&mut source).peek().await;
            yield_now().await;
            let mut source = Box::pin(source);
            while let Some(n) = source.as_mut().next().await {
                sum += n + source.as_mut().peek().await;
            }
            sum
        }
    }
}

case! {
    /// A pin is taken to a part of what it points to, and that may be borrowed across a wait.
    mapped_pins();
    async fn mapped_pins() -> u32 {
        let pair = pin!((noisy("a"), noisy("b")));
        look("pair", &pair.0).await;
        // SAFETY: nothing of it is moved.
        let both = unsafe { pair.map_unchecked_mut(|pair| pair) };
        let seen = &both;
        look("both", &seen.1).await;
        // SAFETY: likewise.
        let first = unsafe { both.map_unchecked_mut(|pair| &mut pair.0) };
        yield_now().await;
        first.by_ref()
    }
}
