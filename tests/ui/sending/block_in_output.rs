//! Whether a block is `Send` is asked for all lifetimes, also where it is the output.

use resumable::yield_now;
use std::marker::PhantomData;

/// `Send` for one lifetime alone.
struct Held<'a>(&'a u32, PhantomData<*const ()>);

// SAFETY: nothing is in it but a reference.
unsafe impl Send for Held<'static> {}

#[resumable::coroutine]
fn returned() -> impl Future<Output = u32> + Send {
    async move {
        let number = 1;
        let held = Held(&number, PhantomData);
        yield_now().await;
        *held.0
    }
}

#[resumable::coroutine]
async fn returned_by_async() -> (u32, impl Future<Output = u32> + Send) {
    let block = async move {
        let number = 1;
        let held = Held(&number, PhantomData);
        yield_now().await;
        *held.0
    };
    (1, block)
}

fn main() {}
