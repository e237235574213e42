//! What closures capture that are held across a wait: shared or unique references, of which `Send` asks different things.

use crate::harness::*;
use std::cell::Cell;
use std::future::poll_fn;
use std::task::{Context, Poll};

/// `Send`, not `Sync`.
struct Socket {
    sent: Cell<u32>,
}

impl Socket {
    fn new() -> Socket {
        Socket { sent: Cell::new(0) }
    }

    fn poll_send(&mut self, _: &mut Context<'_>) -> Poll<u32> {
        self.sent.set(self.sent.get() + 1);
        Poll::Ready(self.sent.get())
    }

    fn poll_sent(&self, _: &mut Context<'_>) -> Poll<u32> {
        Poll::Ready(self.sent.get())
    }
}

case! {
    /// A unique reference: `Send` where what it refers to is.
    uniquely(Socket::new());
    async fn uniquely(mut socket: Socket) -> u32 {
        yield_now().await;
        poll_fn(|cx| socket.poll_send(cx)).await + poll_fn(|cx| socket.poll_send(cx)).await
    }
}

case! {
    /// A shared one: `Send` only if that is `Sync`.
    shared(Socket::new());
    async fn shared(socket: Socket) -> u32 {
        yield_now().await;
        poll_fn(|cx| socket.poll_sent(cx)).await
    }
}

case! {
    /// Both at the same place.
    shared_and_uniquely(Socket::new());
    async fn shared_and_uniquely(mut socket: Socket) -> u32 {
        yield_now().await;
        poll_fn(|cx| socket.poll_sent(cx).map(|_| ()).is_ready().then(|| socket.poll_send(cx)).unwrap_or(Poll::Pending)).await
    }
}

case! {
    /// Through a unique reference.
    mod through_a_reference => send(leak(Socket::new()));
    co! { async fn send(socket: &'static mut Socket) -> u32 {
        yield_now().await;
        let n = poll_fn(|cx| socket.poll_send(cx)).await;
        n + poll_fn(|cx| socket.poll_send(cx)).await
    } }
}

case! {
    mod shared_through_a_reference => send(leak(Socket::new()));
    co! { async fn send(socket: &'static mut Socket) -> u32 {
        yield_now().await;
        let n = poll_fn(|cx| socket.poll_sent(cx)).await;
        n + poll_fn(|cx| socket.poll_send(cx)).await
    } }
}

case! {
    /// A field alone is captured.
    a_field((Socket::new(), 3));
    async fn a_field(mut pair: (Socket, u32)) -> u32 {
        yield_now().await;
        poll_fn(|cx| pair.0.poll_send(cx)).await + pair.1
    }
}

case! {
    /// Assigned to from within.
    assigned(4);
    async fn assigned(n: u32) -> u32 {
        let socket = Socket::new();
        let mut last = None;
        poll_fn(|cx| {
            last = Some(socket.sent.get());
            Poll::<()>::Ready(drop(cx.waker().clone()))
        })
        .await;
        yield_now().await;
        n + last.unwrap_or(7) + socket.sent.get()
    }
}

case! {
    /// An async block that is rustc's.
    by_a_block(Socket::new());
    async fn by_a_block(mut socket: Socket) -> u32 {
        yield_now().await;
        let n = async { poll_fn(|cx| socket.poll_send(cx)).await }.await;
        n + async { socket.sent.get() }.await
    }
}
