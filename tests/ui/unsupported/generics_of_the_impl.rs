//! A reference across a wait to a local whose type mentions generics of the `impl`, in a function that takes and borrows nothing.

use resumable::yield_now;

struct Holder<T>(T);

impl<T: Clone + Default> Holder<T> {
    #[resumable::coroutine]
    async fn work() -> T {
        let value = T::default();
        let kept = &value;
        yield_now().await;
        kept.clone()
    }
}

fn main() {}
