//! The type of an `impl Trait` argument cannot be told from a generic of the function.

use resumable::yield_now;

#[resumable::coroutine]
async fn work<T: Default>(text: impl AsRef<str>) -> (usize, T) {
    yield_now().await;
    (text.as_ref().len(), T::default())
}

fn main() {
    drop(work::<u32>("text"));
}
