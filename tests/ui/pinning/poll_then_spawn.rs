//! An executor that polls its argument in place cannot spawn it afterwards.

use resumable::{Context, Future, Poll, Waker, pin, spawn, yield_now};

#[resumable::coroutine]
async fn work() -> u32 {
    let number = 1;
    let kept = &number;
    yield_now().await;
    *kept
}

fn run_or_spawn<F>(future: F)
where
    F: Future<Output = u32> + Send + 'static,
{
    let mut cx = Context::from_waker(Waker::noop());
    let pinned = pin!(future);
    if let Poll::Pending = pinned.poll(&mut cx) {
        spawn(future);
    }
}

fn run() {
    run_or_spawn(work());
}

fn main() {}
