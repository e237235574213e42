//! `pin!` keeps a coroutine in a variable and gives out a pinned reference, which is all that is needed to run it.
//!
//! This costs nothing: no heap, no reference count. The macro takes the coroutine away from you, so that nobody can
//! move it any more, and leaves a `Pin<&mut _>`. Lend that to others with `as_mut`; it may be polled here, then there,
//! and awaited in the end, but not be returned: it is a reference to a variable of this function.
//!
//! ```console
//! $ cargo run --example pinning_stack
//! a stone falls 5 m in 1 s
//! somebody else looks
//! a stone falls 20 m in 2 s
//! a stone falls 45 m in 3 s
//! it hits the ground after 3 s
//! inside a coroutine:
//! a stone falls 5 m in 1 s
//! a stone falls 20 m in 2 s
//! it hits the ground after 2 s
//! ```

use resumable::{Context, Future, Pin, Poll, Waker, block_on, pin, yield_now};

#[resumable::coroutine]
async fn fall(height: u32) -> u32 {
    let mut seconds = 0;
    loop {
        seconds += 1;
        let fallen = 5 * seconds * seconds;
        println!("a stone falls {fallen} m in {seconds} s");
        if fallen >= height {
            return seconds;
        }
        yield_now().await;
    }
}

/// Polls once. Whether the coroutine is on the stack or on the heap is not its business.
fn look(future: Pin<&mut impl Future<Output = u32>>) -> Poll<u32> {
    println!("somebody else looks");
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[resumable::coroutine]
async fn outer() {
    // Inside a coroutine `pin!` pins to its frame, so that the stone survives the waits of `outer`.
    let mut stone = pin!(fall(20));
    yield_now().await;
    let seconds = stone.as_mut().await;
    println!("it hits the ground after {seconds} s");
}

fn main() {
    let mut stone = pin!(fall(45));
    assert!(stone.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert!(look(stone.as_mut()).is_pending());
    println!("it hits the ground after {} s", block_on(stone));

    println!("inside a coroutine:");
    block_on(outer());
}
