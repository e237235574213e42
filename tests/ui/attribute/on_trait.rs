//! The attribute goes on each method.

#[resumable::coroutine]
trait Work {
    async fn work(&self);
}

fn main() {}
