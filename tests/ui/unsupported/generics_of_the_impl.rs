//! A reference across a wait to a local whose type mentions generics of the `impl`, in a function that borrows nothing.

use resumable::yield_now;

struct Holder<T>(T);

impl<T: Clone> Holder<T> {
    #[resumable::coroutine]
    async fn work(value: T) -> T {
        let kept = &value;
        yield_now().await;
        kept.clone()
    }
}

fn main() {}
