//! A reference across a wait to a local whose type mentions generics of the `impl`, in a function that takes and returns none of it.

use resumable::yield_now;
use std::fmt::Debug;

struct Holder<T>(T);

impl<T: Debug + Default> Holder<T> {
    #[resumable::coroutine]
    async fn work() -> String {
        let value = T::default();
        let kept = &value;
        yield_now().await;
        format!("{kept:?}")
    }
}

fn main() {}
