//! Borrows that reach another local through a view of it, of parameters and of bindings of arms.

use resumable::{Context, Future, Poll, Waker, yield_now};

/// Polls from a different stack depth each time, so that a stale pointer to the stack is noticed.
fn run<F: Future>(future: F) -> F::Output {
    let mut future = Box::pin(future);
    let mut depth = 64;
    loop {
        if let Poll::Ready(output) = deep(future.as_mut(), depth) {
            return output;
        }
        smash(0);
        depth -= 3;
    }
}

#[inline(never)]
fn deep<F: Future>(future: std::pin::Pin<&mut F>, left: u32) -> Poll<F::Output> {
    let room = [0xbb_u8; 1024];
    std::hint::black_box(&room);
    let poll = if left > 0 { deep(future, left - 1) } else { future.poll(&mut Context::from_waker(Waker::noop())) };
    std::hint::black_box(&room);
    poll
}

#[inline(never)]
fn smash(depth: u32) {
    let room = [0xaa_u8; 4096];
    std::hint::black_box(&room);
    if depth < 60 {
        smash(depth + 1)
    }
}

fn push<'a>(list: &mut Vec<&'a u64>, number: &'a u64) {
    list.push(number)
}

#[resumable::coroutine]
async fn through_reborrow(number: u64) -> u64 {
    let mut list = Vec::new();
    let view = &mut list;
    push(view, &number);
    yield_now().await;
    *list[0]
}

#[resumable::coroutine]
async fn through_call(number: u64) -> u64 {
    let mut list = Vec::new();
    Vec::push(&mut list, &number);
    yield_now().await;
    *list[0]
}

#[resumable::coroutine]
async fn in_arm(given: Option<u64>) -> u64 {
    match given {
        Some(number) => {
            let mut list = Vec::new();
            let view = &mut list;
            push(view, &number);
            yield_now().await;
            *list[0]
        }
        None => 0,
    }
}

fn main() {
    assert_eq!(run(through_reborrow(1)), 1);
    assert_eq!(run(through_call(2)), 2);
    assert_eq!(run(in_arm(Some(3))), 3);
}
