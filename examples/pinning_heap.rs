//! `Box::pin` puts a coroutine on the heap, where it stays while the box goes wherever it likes.
//!
//! A coroutine that has begun to run may not move. In a box it need not: the box is a pointer, and moving a pointer
//! moves nothing that it points to. So boxed coroutines can be kept in a `Vec`, returned from functions, and stored in
//! fields; as `dyn Future`, those of different types go together; and a coroutine can await itself, which without a box
//! would take a frame of infinite size.
//!
//! ```console
//! $ cargo run --example pinning_heap
//! one: tick
//! two: tick
//! two: tock
//! one: tock
//! one: tock
//! both are done
//! 10! = 3628800
//! ```

use resumable::{Context, Future, Pin, Waker, block_on, yield_now};

type Task = Pin<Box<dyn Future<Output = ()>>>;

#[resumable::coroutine]
async fn clock(name: String, tocks: u32) {
    let name = name.as_str(); // A reference into the frame: from now on it may not move.
    println!("{name}: tick");
    for _ in 0..tocks {
        yield_now().await;
        println!("{name}: tock");
    }
}

// `boxed`: the attribute writes `Pin<Box<dyn Future<Output = u64> + Send>>` as the type of what a call returns.
#[resumable::coroutine(boxed)]
async fn factorial(n: u64) -> u64 {
    yield_now().await;
    if n == 0 {
        return 1;
    }
    n * factorial(n - 1).await
}

fn begin(name: &str, tocks: u32) -> Task {
    let mut clock: Task = Box::pin(clock(name.to_owned(), tocks));
    let poll = clock.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    assert!(poll.is_pending());
    clock // The box moves out of this function; the coroutine, which runs already, does not.
}

fn main() {
    let mut tasks = vec![begin("one", 2), begin("two", 1)];
    while !tasks.is_empty() {
        tasks.reverse();
        let mut cx = Context::from_waker(Waker::noop());
        tasks.retain_mut(|task| task.as_mut().poll(&mut cx).is_pending());
    }
    println!("both are done");

    println!("10! = {}", block_on(factorial(10)));
}
