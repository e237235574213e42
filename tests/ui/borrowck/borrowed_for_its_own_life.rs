//! A value that lends itself for all of its life cannot be lent again.

use resumable::yield_now;

struct Holder<'a>(&'a mut u32);

#[resumable::coroutine]
async fn work<'a>(holder: &'a mut Holder<'a>) -> u32 {
    let inner = &mut *holder;
    yield_now().await;
    *inner.0
}

fn call() {
    let mut number = 1;
    let mut holder = Holder(&mut number);
    drop(work(&mut holder));
    drop(work(&mut holder));
}

fn main() {}
