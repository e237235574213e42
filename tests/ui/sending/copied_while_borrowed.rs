//! A copy that was given away is still held where a reference to the original is.

use resumable::{spawn, yield_now};
use std::marker::PhantomData;
use std::sync::MutexGuard;

#[derive(Clone, Copy)]
struct OneThread(PhantomData<MutexGuard<'static, ()>>);

#[resumable::coroutine]
async fn work() {
    let value = OneThread(PhantomData);
    let kept = &value;
    drop(value);
    yield_now().await;
    let _copy = *kept;
}

fn main() {
    spawn(work());
}
