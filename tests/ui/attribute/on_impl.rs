//! The attribute goes on each method.

struct Work;

#[resumable::coroutine]
impl Work {
    async fn work(&self) {}
}

fn main() {}
