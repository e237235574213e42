//! A closure that copies what stays in its place, given to a function that does not say that it may be called more than once.

use resumable::yield_now;

fn make<T>(value: T) -> T {
    value
}

fn hold<F>(f: F) -> F {
    f
}

#[resumable::coroutine]
async fn work() -> u32 {
    let n = make(1);
    let kept = &n;
    yield_now().await;
    let list = vec![n];
    let add = hold(|m: u32| m + make(n) + list.len() as u32);
    yield_now().await;
    add(1) + add(*kept)
}

fn main() {}
